// What a field is.
export { type DataClass, dataClasses, isDataClass } from './data-class.ts';
// What a client app may ask for.
export { isRequiredScope } from './scope.ts';
