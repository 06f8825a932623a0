// The fields in which a language is written: expressions, templates, Lua; and whole texts such as tests.

export type { EditorContext, EditorProps } from './context';
export { CodeField } from './code_field';
export { ExpressionField, TemplateField } from './expression_field';
export { type Mark, TextEditor } from './text_editor';
