import { sensitivityOfDiagnosis } from '../sensitivity/diagnosis.ts';
import type { SensitiveClass } from '../sensitivity/sensitive-class.ts';
import { sensitivityOfVisitRoute } from '../sensitivity/visit-route.ts';
import { sensitivityOfWords } from '../sensitivity/words.ts';

/** An element that holds text and no other element; CDATA as the exchange writes it. */
const leaves = /<([A-Z][A-Z0-9_]*)>\s*(?:<!\[CDATA\[)?([^<\]]+?)(?:\]\]>)?\s*<\/\1>/g;

/**
 * What the elements of an insurance document say that its words do not (QD 4750/QD-BYT as amended by QD 3176): codes of diagnoses, the route of the
 * visit, and elements that are only filled for somebody with HIV (`NGAYKD_HIV` of XML6).
 */
export function sensitivityOfXml(document: string): readonly SensitiveClass[] {
  const found: SensitiveClass[] = [];
  for (const [, element = '', value = ''] of document.matchAll(leaves)) {
    if (element.startsWith('MA_BENH')) found.push(...sensitivityOfDiagnosis(value));
    else if (element === 'MA_DOITUONG_KCB') found.push(...sensitivityOfVisitRoute(value));
    else found.push(...sensitivityOfWords(element.replaceAll('_', ' ')));
  }
  return found;
}
