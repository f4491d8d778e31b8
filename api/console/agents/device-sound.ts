/** The sound of a ringing browser, and the check of the microphone before a shift. */

const TONE_HERTZ = 440;
const TONE_SECONDS = 0.8;
const RING_EVERY_MS = 2_000;
const CHECK_MS = 4_000;

/** Plays a tone again and again. Returns a function that stops it. */
export function ring(): () => void {
  const audio = new AudioContext();
  const play = () => {
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    tone.frequency.value = TONE_HERTZ;
    volume.gain.value = 0.1;
    tone.connect(volume).connect(audio.destination);
    tone.start();
    tone.stop(audio.currentTime + TONE_SECONDS);
  };
  play();
  const timer = setInterval(play, RING_EVERY_MS);
  return () => {
    clearInterval(timer);
    void audio.close();
  };
}

/**
 * Listens to the microphone for some seconds.
 *
 * @param show gets the loudness now, from 0 to 1
 * @returns the greatest loudness
 * @throws DOMException if there is no microphone, or if the user does not allow it
 */
export async function checkMicrophone(show: (level: number) => void): Promise<number> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const audio = new AudioContext();
  try {
    const analyser = audio.createAnalyser();
    audio.createMediaStreamSource(stream).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    let loudest = 0;
    for (const endMs = performance.now() + CHECK_MS; performance.now() < endMs;) {
      await new Promise(requestAnimationFrame);
      analyser.getFloatTimeDomainData(samples);
      const level = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
      loudest = Math.max(loudest, level);
      show(level);
    }
    return loudest;
  } finally {
    for (const track of stream.getTracks()) track.stop();
    await audio.close();
  }
}
