import { z } from '@hono/zod-openapi';
import {
  addSecondFactor,
  confirmSecondFactor,
  ownSecondFactor,
  removeSecondFactor,
  renewRecoveryCodes,
} from '../../../shared/domain/accounts/second-factors.ts';
import { renewCredential } from '../../http/credentials.ts';
import { currentPassword, secondFactorCode } from '../../http/fields.ts';
import { errorResponses, jsonBody, jsonResponse } from '../../http/replies.ts';
import { createRoute, createRoutes } from '../../http/routes.ts';
import { timestamp } from '../conventions.ts';

const AddSecondFactorBody = z.strictObject({ current_password: currentPassword }).openapi('AddSecondFactorBody');
const ConfirmSecondFactorBody = z.strictObject({ code: secondFactorCode }).openapi('ConfirmSecondFactorBody');
const SecondFactorProofBody = z
  .strictObject({ current_password: currentPassword, code: secondFactorCode })
  .openapi('SecondFactorProofBody');

const success = z.literal(true);
const message = z.string();
const recoveryCodes = z.array(z.string()).openapi({
  example: ['ABCD-EFGH-IJKL-MNOP-QRST-UVWX'],
  description: 'Shown once. Each code logs in once, without the app. Keep the codes in a safe place',
});

const SecondFactorResponse = z
  .object({
    success,
    second_factor: z.object({
      is_enabled: z.boolean(),
      confirmed_at: timestamp.nullable(),
      recovery_codes_left: z.number().int(),
    }),
  })
  .openapi('SecondFactorResponse');
const AddSecondFactorResponse = z
  .object({
    success,
    message,
    secret: z.string().openapi({ description: 'Shown once, in base32, to type into an app that reads no QR code' }),
    uri: z.string().openapi({
      example: 'otpauth://totp/CallCenter%20Pro:jane?issuer=CallCenter%20Pro&secret=JBSWY3DPEHPK3PXP',
      description: 'Shown once. Show it to the user as a QR code',
    }),
  })
  .openapi('AddSecondFactorResponse');
const ConfirmSecondFactorResponse = z
  .object({
    success,
    message,
    recovery_codes: recoveryCodes,
    token: z
      .string()
      .optional()
      .openapi({ description: 'The new token, if the request had a token. A session gets a new cookie instead' }),
  })
  .openapi('ConfirmSecondFactorResponse');
const RecoveryCodesResponse = z
  .object({ success, message, recovery_codes: recoveryCodes })
  .openapi('RecoveryCodesResponse');
const RemoveSecondFactorResponse = z.object({ success, message }).openapi('RemoveSecondFactorResponse');

const tags = ['Auth'];

export const secondFactorRoutes = createRoutes();

secondFactorRoutes.openapi(
  createRoute({
    operationId: 'getSecondFactor',
    method: 'get',
    path: '/auth/second-factor',
    tags,
    summary: 'Get the state of your second factor',
    responses: { 200: jsonResponse('The state', SecondFactorResponse), ...errorResponses },
  }),
  async (c) => {
    const factor = await ownSecondFactor(c.get('ctx'), c.get('actor'));
    const second_factor = {
      is_enabled: factor !== undefined,
      confirmed_at: factor?.confirmedAt.toISOString() ?? null,
      recovery_codes_left: factor?.recoveryCodesLeft ?? 0,
    };
    return c.json({ success: true as const, second_factor }, 200);
  },
);

secondFactorRoutes.openapi(
  createRoute({
    operationId: 'addSecondFactor',
    method: 'post',
    path: '/auth/second-factor',
    tags,
    summary: 'Add a second factor',
    description:
      'Creates a secret for an authenticator app (TOTP: SHA-1, 6 digits, 30 seconds). The second factor has no effect ' +
      'until you confirm it within an hour: POST /auth/second-factor/confirm. A new request replaces a secret that you ' +
      'have not confirmed.',
    request: { body: jsonBody(AddSecondFactorBody) },
    responses: { 201: jsonResponse('The secret, shown once', AddSecondFactorResponse), ...errorResponses },
  }),
  async (c) => {
    const added = await addSecondFactor(c.get('ctx'), c.get('actor'), c.req.valid('json').current_password);
    const reply = {
      success: true as const,
      message: 'Scan the code with your app, then confirm with a code of the app',
    };
    return c.json({ ...reply, ...added }, 201);
  },
);

secondFactorRoutes.openapi(
  createRoute({
    operationId: 'confirmSecondFactor',
    method: 'post',
    path: '/auth/second-factor/confirm',
    tags,
    summary: 'Confirm your second factor',
    description:
      'From now on, each login needs a code. All your tokens and sessions end. The client of this request gets a new ' +
      'token, or a new session cookie. API keys stay valid.',
    request: { body: jsonBody(ConfirmSecondFactorBody) },
    responses: { 200: jsonResponse('The recovery codes, shown once', ConfirmSecondFactorResponse), ...errorResponses },
  }),
  async (c) => {
    const { code } = c.req.valid('json');
    const { user, recoveryCodes: recovery_codes } = await confirmSecondFactor(c.get('ctx'), c.get('actor'), code);
    const reply = { success: true as const, message: 'Second factor added successfully', recovery_codes };
    return c.json({ ...reply, ...(await renewCredential(c, user)) }, 200);
  },
);

secondFactorRoutes.openapi(
  createRoute({
    operationId: 'renewRecoveryCodes',
    method: 'post',
    path: '/auth/second-factor/recovery-codes',
    tags,
    summary: 'Create new recovery codes',
    description: 'The earlier recovery codes become invalid.',
    request: { body: jsonBody(SecondFactorProofBody) },
    responses: { 200: jsonResponse('The recovery codes, shown once', RecoveryCodesResponse), ...errorResponses },
  }),
  async (c) => {
    const { current_password: password, code } = c.req.valid('json');
    const recovery_codes = await renewRecoveryCodes(c.get('ctx'), c.get('actor'), { password, code });
    return c.json({ success: true as const, message: 'Recovery codes created successfully', recovery_codes }, 200);
  },
);

secondFactorRoutes.openapi(
  createRoute({
    operationId: 'removeSecondFactor',
    method: 'post',
    path: '/auth/second-factor/remove',
    tags,
    summary: 'Remove your second factor',
    description: 'Afterwards, the password alone logs in. To use another app, add a second factor again.',
    request: { body: jsonBody(SecondFactorProofBody) },
    responses: { 200: jsonResponse('The second factor was removed', RemoveSecondFactorResponse), ...errorResponses },
  }),
  async (c) => {
    const { current_password: password, code } = c.req.valid('json');
    await removeSecondFactor(c.get('ctx'), c.get('actor'), { password, code });
    return c.json({ success: true as const, message: 'Second factor removed successfully' }, 200);
  },
);
