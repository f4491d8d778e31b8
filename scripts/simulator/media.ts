/** Sound files made on the fly: a quiet tone as WAV, silence as MP3. Enough for players and for byte ranges. */
import { limits } from './limits.ts';

const samplesPerSecond = 8_000;
const toneHertz = 440;

/** 8-bit mono PCM of that length. */
export function wavOf(seconds: number): Buffer<ArrayBuffer> {
  const samples = Math.max(1, Math.min(seconds, limits.mediaSecondsMax)) * samplesPerSecond;
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + samples, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(samplesPerSecond, 24);
  header.writeUInt32LE(samplesPerSecond, 28);
  header.writeUInt16LE(1, 32);
  header.writeUInt16LE(8, 34);
  header.write('data', 36);
  header.writeUInt32LE(samples, 40);
  const sound = Buffer.alloc(samples);
  for (let i = 0; i < samples; i++)
    sound[i] = 128 + Math.round(12 * Math.sin((2 * Math.PI * toneHertz * i) / samplesPerSecond));
  return Buffer.concat([header, sound]);
}

/** MPEG-1 layer III, 32 kbit/s, 44.1 kHz, mono: a frame is 104 bytes and 1152 samples, and all zeros decode as silence. */
export function mp3Of(seconds: number): Buffer<ArrayBuffer> {
  const frame = Buffer.alloc(104);
  frame.set([0xff, 0xfb, 0x10, 0xc0]);
  const frames = Math.ceil((Math.max(1, Math.min(seconds, limits.mediaSecondsMax)) * 44_100) / 1_152);
  return Buffer.concat(Array.from({ length: frames }, () => frame));
}
