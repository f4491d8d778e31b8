/** Generates recording media: a quiet tone as WAV, silence as MP3. Players can play the media, also in byte ranges. */
import { LIMITS } from '../limits.ts';

const SAMPLES_PER_SECOND = 8_000;
const TONE_HERTZ = 440;

/** Returns a WAV file: 8-bit mono PCM, at most `mediaSecondsMax` long. */
export function createWav(seconds: number): Buffer<ArrayBuffer> {
  const samples = Math.max(1, Math.min(seconds, LIMITS.mediaSecondsMax)) * SAMPLES_PER_SECOND;
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + samples, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(SAMPLES_PER_SECOND, 24);
  header.writeUInt32LE(SAMPLES_PER_SECOND, 28);
  header.writeUInt16LE(1, 32);
  header.writeUInt16LE(8, 34);
  header.write('data', 36);
  header.writeUInt32LE(samples, 40);
  const tone = Buffer.alloc(samples);
  for (let i = 0; i < samples; i++)
    tone[i] = 128 + Math.round(12 * Math.sin((2 * Math.PI * TONE_HERTZ * i) / SAMPLES_PER_SECOND));
  return Buffer.concat([header, tone]);
}

/**
 * Returns an MP3 file: MPEG-1 layer III, 32 kbit/s, 44.1 kHz, mono. A frame has 104 bytes and 1152 samples; zeros
 * decode as silence.
 */
export function createMp3(seconds: number): Buffer<ArrayBuffer> {
  const frame = Buffer.alloc(104);
  frame.set([0xff, 0xfb, 0x10, 0xc0]);
  const frames = Math.ceil((Math.max(1, Math.min(seconds, LIMITS.mediaSecondsMax)) * 44_100) / 1_152);
  return Buffer.concat(Array.from({ length: frames }, () => frame));
}
