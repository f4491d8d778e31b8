/** Errors of the REST API. */

/** An error of the REST API. `status` is the HTTP status, `code` is Twilio's error code. */
export class RestError extends Error {
  override name = 'RestError';
  readonly status: 400 | 401 | 404 | 429;
  readonly code: number;

  constructor(status: RestError['status'], code: number, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export function errorBody(status: number, code: number, message: string) {
  return { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status };
}

export function notFound(path: string): RestError {
  return new RestError(404, 20404, `The requested resource ${path} was not found`);
}
