/**
 * Finds the code page of a text that is not UTF-8, such as the "CSV" of Excel. A code page gives each byte above 127 one
 * character. The right code page gives words of one language, with capital letters only where words have them.
 *
 * Libraries such as chardet compare frequencies of letters. They need some hundred letters, and do not know Mac Roman. A
 * lead file has a few names, so they take Cyrillic and Polish names for Western ones.
 */

/** The letters outside ASCII of a language, in lower case. */
type Alphabet = {
  /** Labels of the WHATWG Encoding standard, the most common encoding first. */
  encodings: readonly string[];
  letters: string;
  /** The most frequent letters of the alphabet, if any letters look like words of the language. */
  frequent?: string;
  /** How well the alphabet proves the encoding. Alphabets of several languages contain letters by chance. */
  weight: number;
};

const WESTERN = ['windows-1252', 'macintosh'];
const CENTRAL = ['windows-1250', 'iso-8859-2'];
const CYRILLIC = ['windows-1251', 'koi8-r', 'ibm866', 'x-mac-cyrillic'];
const ALPHABETS: readonly Alphabet[] = [
  { encodings: WESTERN, letters: 'äöüß', weight: 1 },
  { encodings: WESTERN, letters: 'éèêëàâçîïôûùœæ', weight: 1 },
  { encodings: WESTERN, letters: 'áéíóúüñ', weight: 1 },
  { encodings: WESTERN, letters: 'áâãàçéêíóôõúü', weight: 1 },
  { encodings: WESTERN, letters: 'àèéìòù', weight: 1 },
  { encodings: WESTERN, letters: 'æøåäöéü', weight: 1 },
  { encodings: ['windows-1252'], letters: 'áðéíóúýþæö', weight: 0.97 },
  { encodings: WESTERN, letters: 'äöüßéèêëàâáãåæçíìîïñóòôõøœúùûÿ', weight: 0.8 },
  { encodings: ['windows-1254'], letters: 'çğıöşü', weight: 1 },
  { encodings: CENTRAL, letters: 'ąćęłńóśźż', frequent: 'łąęóżść', weight: 1 },
  { encodings: CENTRAL, letters: 'áčďéěíňóřšťúůýžäĺľôŕ', weight: 1 },
  { encodings: CENTRAL, letters: 'áéíóöőúüű', weight: 1 },
  { encodings: CENTRAL, letters: 'ăâîşţ', weight: 1 },
  { encodings: CENTRAL, letters: 'čćđšž', weight: 1 },
  { encodings: CENTRAL, letters: 'ąćęłńóśźżáčďéěíňřšťúůýžäöőüűăâîşţđß', weight: 0.7 },
  { encodings: CYRILLIC, letters: 'абвгдежзийклмнопрстуфхцчшщъыьэюяё', frequent: 'оеаинтсв', weight: 1 },
  {
    encodings: ['windows-1251'],
    letters: 'абвгдежзийклмнопрстуфхцчшщьюяіїєґђјљњћџўѓќ',
    frequent: 'оеаинітв',
    weight: 0.98,
  },
  { encodings: ['windows-1255'], letters: 'אבגדהוזחטיךכלםמןנסעףפץצקרשת', frequent: 'יוהלאמרב', weight: 1 },
  { encodings: ['windows-1253'], letters: 'αβγδεζηθικλμνξοπρστυφχψωςάέήίόύώϊϋΐΰ', frequent: 'αοιετσνς', weight: 1 },
  { encodings: ['windows-1257'], letters: 'āčēģīķļņšūžąęėįųõäöü', weight: 0.9 },
  { encodings: ['windows-1256'], letters: 'ابتثجحخدذرزسشصضطظعغفقكلمنهويىةءآأؤإئپچژگک', weight: 1 },
];

/** The encoding that is used if no word says more. Excel writes it in America and Western Europe. */
const DEFAULT_ENCODING = 'windows-1252';

/** A rarer encoding of a language must fit better than its most common encoding. */
const RARE_ENCODING_WEIGHT = 0.95;
/** The share of frequent letters that a text of some words has at least. */
const FREQUENT_SHARE = 0.4;

export type FoundEncoding = {
  encoding: string;
  /** From 0 (a guess) to 1 (certain). */
  confidence: number;
};

/** Finds the code page of bytes that are not UTF-8. */
export function findCodePage(bytes: Uint8Array): FoundEncoding {
  let best: FoundEncoding = { encoding: DEFAULT_ENCODING, confidence: 0 };
  const features = new Map<string, Features>();
  for (const alphabet of ALPHABETS) {
    for (const [rank, encoding] of alphabet.encodings.entries()) {
      const found = features.get(encoding) ?? featuresOf(new TextDecoder(encoding).decode(bytes));
      features.set(encoding, found);
      const confidence =
        Math.round(confidenceIn(found, alphabet) * (rank === 0 ? 1 : RARE_ENCODING_WEIGHT) * 100) / 100;
      if (confidence > best.confidence) best = { encoding, confidence };
    }
  }
  return best;
}

/** What a decoded text shows about its encoding. */
type Features = {
  /** The number of each letter outside ASCII, in lower case. */
  letters: Map<string, number>;
  /** The number of characters outside ASCII, without spaces. */
  total: number;
  /** Common punctuation outside ASCII, at the edge of a word. */
  punctuation: number;
  /** Signs of a wrong encoding: symbols in words, capitals after small letters, letters of two scripts in a word. */
  faults: number;
};

const PUNCTUATION = /[’‘“”„–—…€£°º«»¿¡·•©®™№§]/u;
// A word begins where no letter stands before it. Otherwise the search would begin at every letter of a long word.
const WORD = /(?<![\p{L}\p{M}'’])[\p{L}\p{M}'’]*[^\p{ASCII}\s][^\s,;:|."<>()/\\]*/gu;

function featuresOf(text: string): Features {
  const features: Features = { letters: new Map(), total: 0, punctuation: 0, faults: 0 };
  for (const [word] of text.matchAll(WORD)) {
    features.faults += faultsOf(word);
    for (const character of word) {
      if (character <= '\u007F') continue;
      features.total += 1;
      if (/\p{L}/u.test(character)) {
        const letter = character.toLowerCase();
        features.letters.set(letter, (features.letters.get(letter) ?? 0) + 1);
      } else if (PUNCTUATION.test(character)) features.punctuation += 1;
      else features.faults += 1;
    }
  }
  return features;
}

function faultsOf(word: string): number {
  const capitals = word.match(/\p{Ll}\p{Lu}|\p{Lu}\p{Lu}\p{Ll}/gu)?.filter((found) => !/^[\0-\x7F]+$/.test(found));
  const symbols = word.match(/\p{L}[^\p{L}\p{M}\p{ASCII}’”»–—…º®™]|[^\p{L}\p{M}\p{ASCII}’“‘„«¿¡–—]\p{L}/gu);
  const isMixed =
    /[A-Za-z]/.test(word) && /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Hebrew}\p{Script=Arabic}]/u.test(word);
  return (capitals?.length ?? 0) + (symbols?.length ?? 0) + (isMixed ? 1 : 0);
}

function confidenceIn(
  { letters, total, punctuation, faults }: Features,
  { letters: alphabet, frequent, weight }: Alphabet,
) {
  if (total === 0) return 0;
  let known = 0;
  let often = 0;
  for (const [letter, count] of letters) {
    if (alphabet.includes(letter)) known += count;
    if (frequent?.includes(letter)) often += count;
  }
  const unknown = total - known - punctuation;
  const frequency = frequent && known > 0 ? Math.min(1, often / known / FREQUENT_SHARE) : 1;
  const share = (known + punctuation - unknown / 2 - faults) / total;
  return Math.max(0, share) * weight * (0.5 + frequency / 2);
}
