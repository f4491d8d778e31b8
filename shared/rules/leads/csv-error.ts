/** What can be wrong with a lead file as a whole; a fault of one row never throws. */
export type CsvFileProblem = 'empty' | 'not_text' | 'header' | 'no_phone_column' | 'field_mapping' | 'quotes';

/** The file cannot be imported at all. The message is written for the person who uploaded it. */
export class CsvFileError extends Error {
  readonly problem: CsvFileProblem;

  constructor(problem: CsvFileProblem, message: string) {
    super(message);
    this.name = 'CsvFileError';
    this.problem = problem;
  }
}
