import type { DrugInteraction } from '@health-graph/records';

export type Severity = NonNullable<DrugInteraction['severity']>;

/** An alert that the caller may see in full: what was proposed meets something on record that is shown to this caller. */
export interface VisibleAlert {
  readonly kind: 'INTERACTION' | 'DUPLICATE' | 'ALLERGY';
  /** The ingredients concerned, those proposed among them. */
  readonly ingredients: readonly string[];
  /** Absent where the list does not say. */
  readonly level?: Severity;
  readonly mechanism?: string;
  readonly consequence?: string;
  readonly management?: string;
  readonly source?: string;
}

/** What is said when only something that is hidden from the caller decides. */
export interface OpaqueAlert {
  readonly kind: 'OPAQUE';
  readonly management: string;
  readonly contact: string;
}

export type SafetyAlert = VisibleAlert | OpaqueAlert;

/**
 * The one opaque alert. It tells neither medicine, level, class nor facility, nor whether one thing or many decided; it is the same whatever is
 * hidden, so that its words cannot be an oracle. That it comes at all cannot be hidden, which is why checks are rate-limited and audited.
 */
export const opaqueAlert: OpaqueAlert = Object.freeze({
  kind: 'OPAQUE',
  management:
    'Cần dược sĩ lâm sàng trực duyệt trước khi ký đơn. (To be reviewed by the on-duty clinical pharmacist before the prescription is signed.)',
  contact: 'Dược sĩ lâm sàng trực (on-duty clinical pharmacist)',
});

/** Whether the prescription must not be signed as it is. A level that the list does not give counts as the worst. */
export const blocks = (alert: SafetyAlert): boolean =>
  alert.kind === 'OPAQUE' || alert.level === undefined || alert.level === 'CONTRAINDICATED';

/** One text for one alert, whoever causes it. */
export const alertKey = ({ kind, ingredients, source = '' }: VisibleAlert): string => JSON.stringify([kind, ingredients, source]);
