import { sensitivityOfDiagnosis } from './diagnosis.ts';
import { sensitivityOfMedicine } from './medicine.ts';
import { remembered } from './remembered.ts';
import { inOrderOfStrictness, type SensitiveClass } from './sensitive-class.ts';
import { sensitivityOfWords } from './words.ts';

/** Names of codes repeat and are short; prose does neither, and is not worth the memory. */
const longestName = 200;

const read = (text: string): readonly SensitiveClass[] =>
  inOrderOfStrictness([...sensitivityOfWords(text), ...sensitivityOfMedicine(text), ...writtenCodes(text).flatMap(sensitivityOfDiagnosis)]);

/** ICD-10 codes in prose, where a word says that one comes or brackets hold it: alone, `B20` may be a room. */
const codeInWords =
  /(?:icd(?:-?10)?|chẩn đoán|chan doan|mã bệnh|ma benh|diagnosis|dx)[\s:=–-]{1,4}([A-Z]\d{2}(?:\.?\d{1,2})?)(?![\dA-Za-z])|\(([A-Z]\d{2}(?:\.\d{1,2})?)\)/giu;

const writtenCodes = (text: string): readonly string[] =>
  Array.from(text.normalize('NFC').matchAll(codeInWords), ([, named = '', inBrackets = named]) => inBrackets);

const remember = remembered(read);

/** What any text says, be it a name or prose: its words, and the medicines it names. */
export const sensitivityOfText = (text: string): readonly SensitiveClass[] => (text.length > longestName ? read(text) : remember(text));
