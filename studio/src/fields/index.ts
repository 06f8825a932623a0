export { FormContext, type FormShared } from './form';
export { SettingsForm } from './settings_form';
export { FieldView } from './field_view';
export { useChoices, type Choice } from './choices';
export { Names } from './names';
export { useForm, useProblemAt } from './form';
export { anyToText, textToAny } from './mode';
