/**
 * Recognises the lead field that a column header means. Headers are those of common CRMs, ad platforms, dialers and
 * address books, in English, German, French, Spanish, Portuguese, Italian and Dutch.
 */
import { looseKey } from '../values/loose-key.ts';

/**
 * The lead fields of a lead file. `name` is a full name. If the file has no column for the first or last name, the
 * import splits the full name.
 */
export const LEAD_FIELDS = [
  'phone',
  'first_name',
  'last_name',
  'name',
  'email',
  'country',
  'type',
  'priority',
  'notes',
  'consent_kind',
  'consent_source',
  'consent_text',
  'consent_at',
  'consent_evidence_url',
] as const;

/** The fields of a consent. The template and the guess by the values of a column leave them out. */
export const CONSENT_FIELDS = [
  'consent_kind',
  'consent_source',
  'consent_text',
  'consent_at',
  'consent_evidence_url',
] as const satisfies LeadField[];

export type LeadField = (typeof LEAD_FIELDS)[number];

/** What a header means. Of several columns for one field, the column with the lowest rank is read first. */
export type HeaderMeaning = { field: LeadField; rank: number };

/** Common column names for each lead field, as loose keys (see `looseKey`), in order of preference. */
const ALIASES: Record<LeadField, readonly string[]> = {
  phone: keys(
    'phone phonenumber phoneno phonenr phonenum primaryphone phone1 phoneprimary leadphone customerphone contactphone',
    'mobile mobilephone mobilenumber mobileno cell cellphone cellnumber cellular',
    'telephone telephonenumber telephoneno tel telno telnumber msisdn contactnumber contactno whatsapp phonenormalized e164',
    'homephone workphone businessphone daytimephone',
    'telefono numerodetelefono telefononumero movil celular telefone telemovel cellulare',
    'telefon telefonnummer handy handynummer mobil mobilnummer rufnummer telefoonnummer numerodetelephone portable',
    'number numero number1 number2 number3 телефон номертелефона мобильный 电话 手机 手机号 電話 電話番号 전화번호 هاتف טלפון',
  ),
  first_name: keys(
    'firstname first fname givenname forename nombre nombres prenom vorname primeironome nomeproprio voornaam имя 名',
  ),
  last_name: keys(
    'lastname last lname surname familyname apellido apellidos nachname familienname sobrenome apelido cognome',
    'achternaam nomdefamille фамилия 姓',
  ),
  name: keys(
    'name fullname contactname leadname customername clientname contact nombrecompleto nomecompleto nomcomplet nom nome',
    'displayname ownername prospectname yourname nombreyapellidos nombreyapellido kontaktname ansprechpartner фио 姓名 氏名',
  ),
  email: keys(
    'email emailaddress mail emailid email1 primaryemail email1value emailaddress1 useremail workemail personalemail',
    'correo correoelectronico direcciondecorreoelectronico enderecodeemail adressedemessagerie adresseemail courriel',
    'emailadresse emailadresse1 mailadresse indirizzoemail',
  ),
  country: keys(
    'phonecode dialcode callingcode phonecountrycode countrydialcode phonecountry',
    'country countrycode countryiso isocountry countryregion countryname countryorregion mailingcountry billingcountry',
    'homecountry workcountry businesscountry othercountry contactcountry personcountry leadcountry',
    'pais land pays paese landregion staat страна 国家 国',
  ),
  type: keys('type leadtype phonetype numbertype linetype tipo typ'),
  priority: keys('priority leadpriority prio prioridad prioritat priorite prioridade'),
  notes: keys(
    'notes note comments comment remarks notas notizen bemerkungen bemerkung anmerkungen observaciones observacoes',
    'commentaire commentaires remarques commenti opmerkingen',
  ),
  consent_kind: keys('consentkind consenttype'),
  consent_source: keys('consentsource optinsource'),
  consent_text: keys('consenttext consentlanguage consentwording'),
  consent_at: keys(
    'consentat consentdate consenttime consenttimestamp consentdatetime optindate optintime optintimestamp',
  ),
  consent_evidence_url: keys('consentevidenceurl trustedformurl trustedformcerturl xxtrustedformcerturl jornayaurl'),
};

function keys(...lines: string[]): string[] {
  return lines.flatMap((line) => line.split(' ').map(looseKey));
}

/** Ranks up to this number are exact names. Higher ranks are names that only contain a word for "phone" or "e-mail". */
const HEURISTIC_RANK = 100;
const MEANINGS = new Map<string, HeaderMeaning>();
for (const field of LEAD_FIELDS)
  for (const [rank, alias] of ALIASES[field].entries())
    if (!MEANINGS.has(alias)) MEANINGS.set(alias, { field, rank: rank + 1 });

/** Words before a name that say whose data a column holds: "Person - Phone", "Owner 1 First Name". */
const OWNERS = new Set(
  'person contact lead customer client primary main user member prospect owner borrower applicant your what is the 1'.split(
    ' ',
  ),
);

const PHONE_STEM =
  /phone(?!tic)|fone$|telefon|telefoon|landline|festnetz|telephon|handy|mobil|movil|movel|celular|cellul|portable|whatsapp|msisdn|rufnummer|gsm|телефон|мобил|电话|手机|電話|전화|هاتف|جوال|טלפון|נייד/;
const PHONE_WORDS = new Set('tel tlf tfno telf fon ph cell cel mob nomor'.split(' '));
/** Words of columns that describe a phone number, or that hold the number of a machine or of another person. */
const NOT_PHONE = new Set(
  (
    'fax telefax telecopie pager email mail type typ tipo label kind code country ext extension durchwahl status carrier provider ' +
    'time date zone timezone opt optin optout consent permission verified valid validation dnc count attempts called calls call ' +
    'model brand os app id sid link source format line preference device telex isdn rnis radio agent rep referrer referral ' +
    'emergency reason score activity has is assistant asst assistente assistent assistante asistente ayudante ' +
    'sekretariat secretary caller from text texttelefon home_type owned sent'
  ).split(' '),
);
/** Groups of words for phones that are called one after the other: plain and main, mobile, home, work, other. */
const PHONE_GROUPS: readonly (readonly [RegExp, number])[] = [
  [/\b(?:other|otro|autre|andere|weiteres|outro|altro|overige|alt|alternate|secondary|zweit|second)/, 5],
  [
    /\b(?:company|firma|corporate|hq|office|buro|bureau|zentrale|societe|empresa|empresarial|ditta|car|auto|voiture|coche)/,
    4,
  ],
  [/\b(?:business|work|direct|geschaft|dienst|beruf|trabajo|trabalho|comercial|ufficio|werk|professionnel|lavoro)/, 3],
  [/\b(?:home|privat|domicile|casa|residencial|particular|thuis|abitazione|haus)/, 2],
  [/\b(?:mobil|cell|handy|movil|telemovel|celular|portable|gsm|whatsapp)/, 1],
];
const GROUP_SIZE = 20;

/** The kinds of phones, by the numbers of their groups. */
const PHONE_TYPES: Readonly<Record<number, string>> = { 1: 'mobile', 2: 'home', 3: 'work', 4: 'work', 5: 'other' };

/** Returns the kind of phone that the header of a phone column names: mobile, home, work or other; null for a plain phone. */
export function phoneType(header: string): string | null {
  const text = wordsOf(header).join(' ');
  const group = PHONE_GROUPS.find(([pattern]) => pattern.test(text))?.[1];
  return group === undefined ? null : (PHONE_TYPES[group] ?? null);
}

const EMAIL_WORDS = new Set('email mail emails correo courriel messagerie'.split(' '));
const NOT_EMAIL = new Set(
  (
    'type typ tipo label name nom nombre anzeigename angezeigter opt optin optout status domain sent date time count source verified valid id invalid bounce bounced template ' +
    'consent subscribed unsubscribed format reason campaign list display permission has is do not no last assistant voice'
  ).split(' '),
);

/** A longer text is no header, but a title or a note. Questions of ad forms have up to 80 characters. */
const HEADER_LENGTH_MAX = 100;

/** Returns the lead field that the header means; undefined if the column is a custom field. */
export function meaningOfHeader(header: string): HeaderMeaning | undefined {
  // A quote in a header is a sign that the row was split at a wrong delimiter.
  if (header.length > HEADER_LENGTH_MAX || header.includes('"')) return undefined;
  const words = wordsOf(header);
  return (
    MEANINGS.get(looseKey(header)) ??
    MEANINGS.get(words.filter((word) => !OWNERS.has(word)).join('')) ??
    phoneMeaning(words) ??
    emailMeaning(words) ??
    countryMeaning(words)
  );
}

/** Returns the words of a header in lower case without accents: "E-mail 1", "workPhone" → e, mail, 1; work, phone. */
export function wordsOf(header: string): string[] {
  return header
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/(\p{Ll})(\p{Lu})|(\p{L})(\p{N})/gu, '$1$3 $2$4')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

function phoneMeaning(words: readonly string[]): HeaderMeaning | undefined {
  const isPhone = words.some((word) => PHONE_WORDS.has(word) || PHONE_STEM.test(word));
  if (!isPhone || words.some((word) => NOT_PHONE.has(word))) return undefined;
  const text = words.join(' ');
  const group = PHONE_GROUPS.find(([pattern]) => pattern.test(text))?.[1] ?? 0;
  const position = Math.min(Number(words.find((word) => /^\d+$/.test(word)) ?? 0), GROUP_SIZE - 1);
  return { field: 'phone', rank: HEURISTIC_RANK + group * GROUP_SIZE + position };
}

function emailMeaning(words: readonly string[]): HeaderMeaning | undefined {
  const isEmail = words.some((word) => EMAIL_WORDS.has(word));
  if (!isEmail || words.some((word) => NOT_EMAIL.has(word))) return undefined;
  return { field: 'email', rank: HEURISTIC_RANK };
}

const COUNTRY_WORDS = new Set('country pais pays paese'.split(' '));
const NOT_COUNTRY = new Set('id name of origin birth club code'.split(' '));

function countryMeaning(words: readonly string[]): HeaderMeaning | undefined {
  const isCountry = words.some((word) => COUNTRY_WORDS.has(word)) || (words[0] === 'land' && words[1] === 'region');
  if (!isCountry || words.some((word) => NOT_COUNTRY.has(word))) return undefined;
  return { field: 'country', rank: HEURISTIC_RANK };
}
