/**
 * Groups of ingredients that a person is said to be allergic to as one, by the words that name the group. Members react alike often enough that an
 * allergy to one of them is a contraindication of all; penicillins and cephalosporins are kept apart, as product labels do for other side chains.
 */
export interface SubstanceGroup {
  /** As an alert names it. */
  readonly name: string;
  /** Folded words of records that name the group. */
  readonly words: readonly string[];
  readonly members: readonly string[];
}

const penicillins = [
  'amoxicillin',
  'ampicillin',
  'benzathine benzylpenicillin',
  'benzylpenicillin',
  'cloxacillin',
  'oxacillin',
  'phenoxymethylpenicillin',
  'piperacillin',
];

const cephalosporins = [
  'cefaclor',
  'cefadroxil',
  'cefalexin',
  'cefazolin',
  'cefdinir',
  'cefepime',
  'cefixime',
  'cefoperazone',
  'cefotaxime',
  'cefpodoxime',
  'ceftazidime',
  'ceftriaxone',
  'cefuroxime',
];

const nonSteroidal = [
  'aceclofenac',
  'acetylsalicylic acid',
  'celecoxib',
  'dexibuprofen',
  'dexketoprofen',
  'diclofenac',
  'etodolac',
  'etoricoxib',
  'flurbiprofen',
  'ibuprofen',
  'indometacin',
  'ketoprofen',
  'ketorolac',
  'lornoxicam',
  'loxoprofen',
  'mefenamic acid',
  'meloxicam',
  'nabumetone',
  'naproxen',
  'piroxicam',
  'tenoxicam',
];

/** SNOMED CT gives the groups of allergies names of their own (`91936005 Allergy to penicillin`); the words of the name decide. */
export const substanceGroups: readonly SubstanceGroup[] = [
  { name: 'penicillins', words: ['penicillin', 'penicillins', 'penicilin', 'penicilins'], members: penicillins },
  { name: 'cephalosporins', words: ['cephalosporin', 'cephalosporins'], members: cephalosporins },
  {
    name: 'sulfonamides',
    words: ['sulfonamide', 'sulfonamides', 'sulphonamide', 'sulfa', 'sulfamid'],
    members: ['sulfadiazine', 'sulfamethoxazole'],
  },
  { name: 'NSAIDs', words: ['nsaid', 'nsaids', 'non-steroidal', 'nonsteroidal'], members: nonSteroidal },
  {
    name: 'fluoroquinolones',
    words: ['quinolone', 'quinolones', 'fluoroquinolone', 'fluoroquinolones', 'quinolon'],
    members: ['ciprofloxacin', 'levofloxacin', 'moxifloxacin', 'sparfloxacin'],
  },
  {
    name: 'macrolides',
    words: ['macrolide', 'macrolides', 'macrolid'],
    members: ['azithromycin', 'clarithromycin', 'erythromycin', 'roxithromycin', 'spiramycin'],
  },
  {
    name: 'tetracyclines',
    words: ['tetracyclines'],
    members: ['doxycycline', 'minocycline', 'tetracycline', 'tigecycline'],
  },
];

/** SNOMED CT codes of allergies to a group, for records whose words are in another language. */
export const groupsBySnomed: Readonly<Record<string, string>> = { '91936005': 'penicillins', '91939003': 'sulfonamides' };
