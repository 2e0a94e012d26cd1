/**
 * What products are called that do not carry the names of their ingredients: trade names and the short forms of HIV programmes. Every such name
 * that raises a record's class stands here too, so that a line that is hidden is still checked.
 */
export const productNames: Readonly<Record<string, readonly string[]>> = {
  acriptega: ['dolutegravir', 'lamivudine', 'tenofovir'],
  aluvia: ['lopinavir', 'ritonavir'],
  avonza: ['efavirenz', 'lamivudine', 'tenofovir'],
  biktarvy: ['bictegravir', 'emtricitabine', 'tenofovir'],
  camila: ['norethisterone'],
  kaletra: ['lopinavir', 'ritonavir'],
  tld: ['tenofovir', 'lamivudine', 'dolutegravir'],
  tle: ['tenofovir', 'lamivudine', 'efavirenz'],
  tle400: ['tenofovir', 'lamivudine', 'efavirenz'],
  truvada: ['emtricitabine', 'tenofovir'],
  yaz: ['drospirenone', 'ethinylestradiol'],
};

/** Other names and spellings of single ingredients, beside the United States names that `ingredientsNamed` knows. */
export const otherNames: Readonly<Record<string, string>> = {
  adrenalin: 'adrenaline',
  'benzyl penicillin': 'benzylpenicillin',
  'penicillin g': 'benzylpenicillin',
  'penicillin v': 'phenoxymethylpenicillin',
  clavulanate: 'clavulanic acid',
  'acid clavulanic': 'clavulanic acid',
  'acid acetylsalicylic': 'acetylsalicylic acid',
  'acid mefenamic': 'mefenamic acid',
  'acid tranexamic': 'tranexamic acid',
  'acid folic': 'folic acid',
  'acid valproic': 'sodium valproate',
  'natri valproat': 'sodium valproate',
  'valproic acid': 'sodium valproate',
  valproate: 'sodium valproate',
  'vitamin b 12': 'cyanocobalamin',
  'vitamin b12': 'cyanocobalamin',
  norethindrone: 'norethisterone',
  'lithi carbonat': 'lithium',
};

/**
 * Ingredients that no list of interactions and no product of the catalogue names. They are here so that "nothing is listed" can be told from "never
 * heard of".
 */
export const furtherIngredients: readonly string[] = [
  'adefovir',
  'alteplase',
  'ampicillin',
  'astemizole',
  'benzylpenicillin',
  'bictegravir',
  'cabotegravir',
  'cefaclor',
  'cefadroxil',
  'cefalexin',
  'cefazolin',
  'cefdinir',
  'cefepime',
  'cefoperazone',
  'cefpodoxime',
  'ceftazidime',
  'cloxacillin',
  'cobicistat',
  'didanosine',
  'diphenhydramine',
  'doravirine',
  'emtricitabine',
  'etravirine',
  'fexofenadine',
  'fluticasone',
  'imipenem',
  'lenacapavir',
  'maraviroc',
  'meropenem',
  'nelfinavir',
  'oxacillin',
  'phenoxymethylpenicillin',
  'piperacillin',
  'raltegravir',
  'salmeterol',
  'stavudine',
  'sulfadiazine',
];
