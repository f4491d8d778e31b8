/** What a person consented to, and what proves it (47 CFR 64.1200(a)(2) and (f)(9), 16 CFR 310.4(b)(1)(v)). */

/**
 * `express`: the person gave the number for such calls. `express_written`: with a signature, also an electronic one.
 * `artificial_voice`: written consent to calls with an artificial or prerecorded voice.
 */
export const CONSENT_KINDS = ['express', 'express_written', 'artificial_voice'] as const;
export type ConsentKind = (typeof CONSENT_KINDS)[number];

export type Consent = {
  kind: ConsentKind;
  /** Where the consent was given, such as a form or a recording. */
  source: string | null;
  /** The words to which the person consented. */
  text: string | null;
  /** A document that proves the consent, such as a certificate. */
  evidenceUrl: string | null;
  givenAt: Date;
};
