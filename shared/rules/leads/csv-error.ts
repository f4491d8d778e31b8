/** The errors that concern a whole file. An error in a single row does not throw. */
export type CsvFileProblem = 'empty' | 'not_text' | 'header' | 'no_phone_column' | 'field_mapping' | 'quotes';

/** Thrown if the file cannot be imported. The message is for the user who uploaded the file. */
export class CsvFileError extends Error {
  readonly problem: CsvFileProblem;

  constructor(problem: CsvFileProblem, message: string) {
    super(message);
    this.name = 'CsvFileError';
    this.problem = problem;
  }
}
