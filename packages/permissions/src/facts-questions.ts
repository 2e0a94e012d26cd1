import type { ActorFacts, FactsSource } from './request-permissions.ts';

/** Questions to identity within one request. A question that failed fails again, unasked: identity is not knocked at by every row. */
export interface FactsQuestions {
  /** The answer that this patient is in. */
  about(patientId: string): Promise<ActorFacts>;
  /** Any answer at all: whether the account may act, and what it leads. */
  anything(): Promise<ActorFacts>;
  /** Of every patient whom the caller has anything to do with. */
  related(): Promise<ActorFacts>;
}

/** Asks `source` once for all that is asked in the same tick, and never twice for the same patient. */
export function factsQuestions(source: FactsSource): FactsQuestions {
  const asked = new Map<string, Promise<ActorFacts>>();
  let first: Promise<ActorFacts> | undefined;
  let related: Promise<ActorFacts> | undefined;
  let open: { readonly ids: Set<string>; readonly answer: Promise<ActorFacts> } | undefined;
  const send = async (ids: ReadonlySet<string>): Promise<ActorFacts> => {
    await Promise.resolve(); // Whoever asks in the same tick joins.
    open = undefined;
    return source.of([...ids]);
  };
  const question = () => {
    if (open === undefined) {
      const ids = new Set<string>();
      open = { ids, answer: send(ids) };
      first ??= open.answer;
    }
    return open;
  };
  return {
    about: (patientId) => {
      const known = asked.get(patientId);
      if (known !== undefined) return known;
      const { ids, answer } = question();
      ids.add(patientId);
      asked.set(patientId, answer);
      return answer;
    },
    anything: () => first ?? question().answer,
    related: () => {
      related ??= source.ofRelated();
      first ??= related;
      return related;
    },
  };
}
