import { expect, test } from 'vitest';
import { findCodePage } from '../../../../shared/rules/leads/code-pages.ts';

/** Encodes text in a code page. */
function encode(text: string, encoding: string): Buffer {
  const decoder = new TextDecoder(encoding);
  const bytes = new Map(Array.from({ length: 256 }, (_, byte) => [decoder.decode(Uint8Array.of(byte)), byte]));
  return Buffer.from(Array.from(text, (character) => bytes.get(character) ?? 0x3f));
}

test.each([
  [
    'windows-1252',
    ['Zoë', 'Jürgen Müller', 'José Nuñez', 'JÜRGEN', 'François', 'Søren Ægir', 'João Gonçalves', 'MUÑOZ'],
  ],
  ['windows-1252', ['it’s – “x”', '€ 5', 'José,Jürgen,François,Zoë,Nuñez,Søren', 'Noël’s Café']],
  ['macintosh', ['Zoë', 'Jürgen Müller', 'François', 'José', 'JÜRGEN', 'it’s']],
  ['windows-1250', ['Łukasz', 'Paweł Żółć', 'Jiří Dvořák', 'DVOŘÁK', 'Szabó Ödön Győr']],
  ['windows-1251', ['Иван', 'Мария Смирнова', 'ИВАН', 'Олена Шевченко, Київ']],
  ['koi8-r', ['Иван Петров']],
  ['ibm866', ['Иван Петров']],
  ['windows-1253', ['Γιώργος', 'Παπαδόπουλος']],
  ['windows-1254', ['Ayşe Yıldız', 'Çağrı', 'Şahin']],
  ['windows-1255', ['שלום כהן']],
  ['windows-1256', ['محمد علي']],
  ['windows-1257', ['Jānis Bērziņš', 'Šarūnas']],
])('a few names in %s are enough to find the code page', (encoding, texts) => {
  for (const text of texts) {
    const bytes = encode(`phone,name\n+1,${text}\n`, encoding);
    const found = findCodePage(bytes);
    expect(new TextDecoder(found.encoding).decode(bytes)).toBe(`phone,name\n+1,${text}\n`);
    expect(found.confidence).toBeGreaterThan(0.5);
  }
});
