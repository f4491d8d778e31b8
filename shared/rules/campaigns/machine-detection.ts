/**
 * How the carrier detects machines, with the names, limits and defaults of Twilio's parameters. Source:
 * https://www.twilio.com/docs/voice/answering-machine-detection
 */
export type MachineDetectionSettings = {
  /** Seconds after which the detection gives up with the result `unknown`. */
  machineDetectionTimeout: number;
  /** Milliseconds of speech from which on the far end is a machine. */
  machineDetectionSpeechThreshold: number;
  /** Milliseconds of silence after speech, after which the speech has ended. */
  machineDetectionSpeechEndThreshold: number;
  /** Milliseconds of silence from the answer on, after which the result is `unknown`. */
  machineDetectionSilenceTimeout: number;
};

type Range = { min: number; max: number; default: number };

export const MACHINE_DETECTION_RANGES: Record<keyof MachineDetectionSettings, Range> = {
  machineDetectionTimeout: { min: 3, max: 59, default: 30 },
  machineDetectionSpeechThreshold: { min: 1_000, max: 6_000, default: 2_400 },
  machineDetectionSpeechEndThreshold: { min: 500, max: 5_000, default: 1_200 },
  machineDetectionSilenceTimeout: { min: 2_000, max: 10_000, default: 5_000 },
};

export const DEFAULT_MACHINE_DETECTION: MachineDetectionSettings = {
  machineDetectionTimeout: MACHINE_DETECTION_RANGES.machineDetectionTimeout.default,
  machineDetectionSpeechThreshold: MACHINE_DETECTION_RANGES.machineDetectionSpeechThreshold.default,
  machineDetectionSpeechEndThreshold: MACHINE_DETECTION_RANGES.machineDetectionSpeechEndThreshold.default,
  machineDetectionSilenceTimeout: MACHINE_DETECTION_RANGES.machineDetectionSilenceTimeout.default,
};

/** Returns only the settings of the detection. */
export const machineDetectionOf = (campaign: MachineDetectionSettings): MachineDetectionSettings => ({
  machineDetectionTimeout: campaign.machineDetectionTimeout,
  machineDetectionSpeechThreshold: campaign.machineDetectionSpeechThreshold,
  machineDetectionSpeechEndThreshold: campaign.machineDetectionSpeechEndThreshold,
  machineDetectionSilenceTimeout: campaign.machineDetectionSilenceTimeout,
});
