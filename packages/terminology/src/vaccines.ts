import rows from './data/vaccines.json' with { type: 'json' };

/** A disease that vaccines of the programme protect against. */
export interface TargetDisease {
  readonly icd10: string;
  readonly vi: string;
}

/** A vaccine of the expanded programme on immunization (Tiêm chủng mở rộng). */
export interface Vaccine {
  readonly key: string;
  /** CVX code. */
  readonly cvx: string;
  readonly vi: string;
  readonly en: string;
  readonly targets: readonly TargetDisease[];
  /** The age in months at which each dose is due, first dose first. */
  readonly ageMonths: readonly number[];
}

const targetDiseases: Readonly<Record<string, TargetDisease>> = {
  tuberculosis: { icd10: 'A15-A19', vi: 'Lao' },
  hepatitisB: { icd10: 'B16', vi: 'Viêm gan B' },
  diphtheria: { icd10: 'A36', vi: 'Bạch hầu' },
  pertussis: { icd10: 'A37', vi: 'Ho gà' },
  tetanus: { icd10: 'A35', vi: 'Uốn ván' },
  hib: { icd10: 'A49.2', vi: 'Bệnh do Haemophilus influenzae típ b' },
  poliomyelitis: { icd10: 'A80', vi: 'Bại liệt' },
  rotavirus: { icd10: 'A08.0', vi: 'Tiêu chảy do vi rút Rota' },
  measles: { icd10: 'B05', vi: 'Sởi' },
  rubella: { icd10: 'B06', vi: 'Rubella' },
  japaneseEncephalitis: { icd10: 'A83.0', vi: 'Viêm não Nhật Bản' },
};

/** The programme's vaccines in the order they begin. */
export const vaccines: readonly Vaccine[] = rows.map((row) => ({
  ...row,
  targets: row.targets.flatMap((name) => targetDiseases[name] ?? []),
}));
