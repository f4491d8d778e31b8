import { z } from '@hono/zod-openapi';

/** Declares a JSON response. */
export const jsonResponse = <T extends z.ZodType>(description: string, schema: T) => ({
  description,
  content: { 'application/json': { schema } },
});

/** Declares a required JSON request body. */
export const jsonBody = <T extends z.ZodType>(schema: T) => ({
  required: true,
  content: { 'application/json': { schema } },
});

export const ErrorResponse = z
  .object({
    success: z.literal(false),
    error: z.string(),
    message: z.string(),
    statusCode: z.number().int(),
    timestamp: z.iso.datetime(),
    requestId: z.string(),
    details: z.array(z.object({ field: z.string(), message: z.string(), code: z.string() })).optional(),
  })
  .openapi('ErrorResponse');

/** The OpenAPI declarations of the error responses that every route may give. */
export const errorResponses = {
  400: jsonResponse('Invalid parameters', ErrorResponse),
  401: jsonResponse('Missing or invalid token', ErrorResponse),
  403: jsonResponse('Insufficient permissions', ErrorResponse),
  404: jsonResponse('Not found', ErrorResponse),
  409: jsonResponse('Conflict', ErrorResponse),
  413: jsonResponse('Body too large', ErrorResponse),
  415: jsonResponse('Unsupported Content-Type of the body', ErrorResponse),
  422: jsonResponse('Validation failed, for a request with a session', ErrorResponse),
  429: jsonResponse('Too many requests', ErrorResponse),
  500: jsonResponse('Internal error', ErrorResponse),
  503: jsonResponse('Temporarily unavailable', ErrorResponse),
};
