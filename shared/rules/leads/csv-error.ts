/** What can be wrong with a whole file. An error in one row never throws. */
export type CsvFileProblem = 'empty' | 'not_text' | 'header' | 'no_phone_column' | 'field_mapping' | 'quotes';

/** The file cannot be imported. The message is for the user who uploaded it. */
export class CsvFileError extends Error {
  readonly problem: CsvFileProblem;

  constructor(problem: CsvFileProblem, message: string) {
    super(message);
    this.name = 'CsvFileError';
    this.problem = problem;
  }
}
