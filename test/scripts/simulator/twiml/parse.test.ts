import * as fc from 'fast-check';
import twilio from 'twilio';
import { expect, test } from 'vitest';
import { elementsOf, parseXml, textOf, type XmlElement, XmlError } from '../../../../scripts/simulator/twiml/parse.ts';

test('elements, attributes, text, entities, comments and CDATA are parsed', () => {
  const root = parseXml(`\uFEFF<?xml version="1.0" encoding="UTF-8"?>
<!-- greeting -->
<Response>
  <Say voice='alice' language="en-US">Tom &amp; Jerry&#39;s &lt;show&gt; &#x263A; <![CDATA[<b> & ]]></Say><!-- done -->
  <Play/>
</Response>
`);
  const [say, play] = elementsOf(root);
  expect(say?.attributes).toEqual({ voice: 'alice', language: 'en-US' });
  expect(textOf(say as XmlElement)).toBe("Tom & Jerry's <show> ☺ <b> &");
  expect(play).toMatchObject({ name: 'Play', children: [] });
});

test.each([
  ['', 'expected the root element'],
  ['hello', 'expected the root element'],
  ['<Response>', 'is not closed'],
  ['<Response></Say>', 'closes <Response>'],
  ['<Response/><Response/>', 'after the root element'],
  ['<Response/>text', 'after the root element'],
  ['<Response><Say>a & b</Say></Response>', 'bad entity'],
  ['<Response><Say>&nbsp;</Say></Response>', 'bad entity'],
  ['<Response a=1/>', 'is not quoted'],
  ['<Response a="1" a="2"/>', 'given twice'],
  ['<Response a="1"b="2"/>', 'expected white space'],
  ['<Response a="<"/>', 'contains <'],
  ['<Response a="1/>', 'does not end'],
  ['<Response><!-- </Response>', 'expected -->'],
  ['<!DOCTYPE x [<!ENTITY a "b">]><Response/>', 'expected a name'],
  [`${'<a>'.repeat(9)}${'</a>'.repeat(9)}`, 'nested too deeply'],
  [`<a>${'<b/>'.repeat(500)}</a>`, 'too many elements'],
])('%j is rejected: %s', (text, problem) => {
  expect(() => parseXml(text)).toThrow(problem);
});

test('the parser reads TwiML from the SDK correctly', () => {
  // The texts contain no control characters, because XML 1.0 cannot represent most control characters.
  const text = fc.string({ unit: 'grapheme' }).filter((value) => !/[\p{Cc}\uFFFE\uFFFF]/u.test(value));
  fc.assert(
    fc.property(text, text, (spoken, action) => {
      const response = new twilio.twiml.VoiceResponse();
      response.say(spoken);
      response.gather({ action }).say(spoken);
      const [say, gather] = elementsOf(parseXml(response.toString()));
      expect(textOf(say as XmlElement)).toBe(spoken.trim());
      expect(gather?.attributes.action).toBe(action);
    }),
  );
});

function parseOrError(text: string): XmlElement | Error {
  try {
    return parseXml(text);
  } catch (error) {
    return error as Error;
  }
}

test('any text is either parsed or rejected with an XmlError', () => {
  const pieces = fc.constantFrom(
    '<',
    '>',
    '/',
    'Say',
    '"',
    "'",
    '=',
    '&',
    ';',
    ' ',
    'a',
    '<!--',
    '-->',
    '<![CDATA[',
    ']]>',
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
      const outcome = parseOrError(parts.join(''));
      expect(outcome instanceof XmlError || /^[A-Za-z_]/.test(outcome.name)).toBe(true);
    }),
  );
});
