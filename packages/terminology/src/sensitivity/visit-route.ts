import type { SensitiveClass } from './sensitive-class.ts';

/**
 * What the route of a visit says (Đối tượng đến KCB; MA_DOITUONG_KCB in XML1, QD 4750/QD-BYT as amended by QD 3176): 1.9 is the HIV/AIDS route.
 * 1.8 (tuberculosis) and 1.10 (COVID-19) tell a diagnosis too, but one that is clinical.
 */
export function sensitivityOfVisitRoute(route: string): readonly SensitiveClass[] {
  return route.trim() === '1.9' ? ['hiv'] : [];
}
