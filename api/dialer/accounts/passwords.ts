import { z } from '@hono/zod-openapi';
import { resetPassword } from '../../../shared/domain/accounts/password-resets.ts';
import { changePassword } from '../../../shared/domain/accounts/users.ts';
import { renewCredential } from '../../http/credentials.ts';
import { currentPassword, newPassword, oneTimeCode } from '../../http/fields.ts';
import { errorResponses, jsonBody, jsonResponse } from '../../http/replies.ts';
import { createRoute, createRoutes } from '../../http/routes.ts';

const ChangePasswordBody = z
  .strictObject({ current_password: currentPassword, new_password: newPassword })
  .openapi('ChangePasswordBody');

const ChangePasswordResponse = z
  .object({
    success: z.literal(true),
    message: z.string(),
    token: z
      .string()
      .optional()
      .openapi({ description: 'The new token, if the request had a token. A session gets a new cookie instead' }),
  })
  .openapi('ChangePasswordResponse');

const ResetPasswordBody = z.strictObject({ code: oneTimeCode, password: newPassword }).openapi('ResetPasswordBody');
const ResetPasswordResponse = z
  .object({ success: z.literal(true), message: z.string() })
  .openapi('ResetPasswordResponse');

const tags = ['Auth'];

export const passwordRoutes = createRoutes();

passwordRoutes.openapi(
  createRoute({
    operationId: 'changePassword',
    method: 'post',
    path: '/auth/password',
    tags,
    summary: 'Change your password',
    description:
      'All your tokens and sessions end. The client of this request gets a new token, or a new session cookie.',
    request: { body: jsonBody(ChangePasswordBody) },
    responses: { 200: jsonResponse('The password was changed', ChangePasswordResponse), ...errorResponses },
  }),
  async (c) => {
    const { current_password: current, new_password: replacement } = c.req.valid('json');
    const user = await changePassword(c.get('ctx'), c.get('actor'), { current, replacement });
    const reply = { success: true as const, message: 'Password changed successfully' };
    return c.json({ ...reply, ...(await renewCredential(c, user)) }, 200);
  },
);

passwordRoutes.openapi(
  createRoute({
    operationId: 'resetPassword',
    method: 'post',
    path: '/auth/password-reset',
    tags,
    summary: 'Set a new password with a code',
    description: 'An administrator creates the code. It works once. All tokens and sessions of the user end.',
    security: [],
    request: { body: jsonBody(ResetPasswordBody) },
    responses: { 200: jsonResponse('The password was changed', ResetPasswordResponse), ...errorResponses },
  }),
  async (c) => {
    await resetPassword(c.get('ctx'), c.req.valid('json'));
    return c.json({ success: true as const, message: 'Password changed successfully. Log in with it.' }, 200);
  },
);
