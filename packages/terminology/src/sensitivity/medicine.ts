import { fold } from '../fold.ts';
import { inOrderOfStrictness, type SensitiveClass } from './sensitive-class.ts';

/**
 * Antiretrovirals (ATC J05AE, J05AF, J05AG, J05AJ, J05AR, J05AX). Tenofovir and lamivudine also treat hepatitis B; they count
 * all the same, because a wrong guess here hides a line and the other wrong guess gives a secret away. Entecavir, adefovir
 * and telbivudine are for hepatitis B alone.
 */
const antiretrovirals = [
  'abacavir',
  'atazanavir',
  'bictegravir',
  'cabotegravir',
  'cobicistat',
  'darunavir',
  'delavirdine',
  'didanosine',
  'dolutegravir',
  'doravirine',
  'efavirenz',
  'elvitegravir',
  'emtricitabine',
  'enfuvirtide',
  'etravirine',
  'fosamprenavir',
  'fostemsavir',
  'ibalizumab',
  'indinavir',
  'lamivudin',
  'lenacapavir',
  'lopinavir',
  'maraviroc',
  'nelfinavir',
  'nevirapin',
  'raltegravir',
  'rilpivirine',
  'ritonavir',
  'saquinavir',
  'stavudine',
  'tenofovir',
  'tipranavir',
  'zidovudin',
  'antiretroviral',
  'arv',
  'tld',
  'tle',
  'tle400',
  'biktarvy',
  'truvada',
  'aluvia',
  'kaletra',
  'acriptega',
  'avonza',
];

/**
 * Antidepressants, antipsychotics, mood stabilisers without another use, anxiolytics, medicines for dementia, attention and addiction.
 * Diazepam, midazolam, clonazepam, phenobarbital and valproate are not: they treat seizures first.
 */
const psychotropics = [
  'agomelatine',
  'alprazolam',
  'amisulpride',
  'amitriptylin',
  'aripiprazole',
  'atomoxetine',
  'bromazepam',
  'buprenorphine',
  'bupropion',
  'chlorpromazine',
  'clorpromazin',
  'citalopram',
  'clomipramine',
  'clorazepate',
  'clozapine',
  'disulfiram',
  'donepezil',
  'duloxetine',
  'escitalopram',
  'fluoxetin',
  'flupentixol',
  'fluphenazine',
  'fluvoxamine',
  'galantamine',
  'haloperidol',
  'imipramine',
  'levomepromazin',
  'levosulpiride',
  'lithi',
  'lithium',
  'lorazepam',
  'memantine',
  'methadon',
  'methylphenidate',
  'milnacipran',
  'mirtazapin',
  'naltrexone',
  'olanzapin',
  'paliperidone',
  'paroxetin',
  'quetiapin',
  'risperidon',
  'rivastigmine',
  'sertralin',
  'sulpirid',
  'thioridazine',
  'tianeptine',
  'tofisopam',
  'tranylcypromine',
  'trazodone',
  'venlafaxin',
  'ziprasidone',
  'zolpidem',
];

/** Contraceptives, medicines of pregnancy, birth, termination and fertility. */
const reproductive = [
  'carboprost',
  'carbetocin',
  'chlormadinone',
  'clomifene',
  'cyproterone',
  'desogestrel',
  'dienogest',
  'drospirenone',
  'dydrogesterone',
  'ethinylestradiol',
  'ethinyl',
  'etonogestrel',
  'follitropin',
  'gemeprost',
  'gestodene',
  'levonorgestrel',
  'lynestrenol',
  'medroxyprogesteron',
  'mifepriston',
  'misoprostol',
  'norelgestromin',
  'norethindrone',
  'norethisterone',
  'norgestimate',
  'norgestrel',
  'oxytocin',
  'progesteron',
  'ulipristal',
  'camila',
  'yaz',
  'contraceptive',
];

/** Words of the lists above that name a kind of medicine, or a part of a name, and no ingredient. */
const kinds: ReadonlySet<string> = new Set(['antiretroviral', 'arv', 'contraceptive', 'ethinyl', 'lithi']);

/** The ingredients and products whose name alone raises a record, as the lists above spell them. */
export const sensitiveMedicines: readonly string[] = [...antiretrovirals, ...psychotropics, ...reproductive].filter(
  (name) => !kinds.has(name),
);

const rules: readonly (readonly [SensitiveClass, ReadonlySet<string>])[] = [
  ['hiv', new Set(antiretrovirals.map(stem))],
  ['mental-health', new Set(psychotropics.map(stem))],
  ['reproductive', new Set(reproductive.map(stem))],
];

/**
 * What a medicine says about its user. Takes an INN, a product name or a whole line in Vietnamese or English spelling
 * (`Lamivudin 150mg`, `Lamivudine 150 MG / Zidovudine 300 MG Oral Tablet`): any sensitive ingredient in it counts.
 * @see DESIGN.md, "A value can raise its own class"
 */
export function sensitivityOfMedicine(name: string): readonly SensitiveClass[] {
  const words = fold(name)
    .split(/[^a-z0-9]+/)
    .map(stem);
  return inOrderOfStrictness(rules.filter(([, names]) => words.some((word) => names.has(word))).map(([label]) => label));
}

/** Vietnamese spelling drops the last `e` of an INN (`lamivudin`). */
function stem(word: string): string {
  return word.replace(/e$/, '');
}
