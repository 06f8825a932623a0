import { useCallback, useState } from 'react';
import type { EditorProps } from './context';
import { EditorBox } from './editor_box';
import { checkText, type TextKind, useLanguage } from './language_api';
import { LiveValue } from './live_value';
import { declaredTypes, proposeExpression } from './propose';

export function ExpressionField(props: EditorProps) {
    return <LanguageField {...props} kind="expression" />;
}

export function TemplateField(props: EditorProps) {
    return <LanguageField {...props} kind="template" />;
}

function LanguageField({ context, error, kind, ...rest }: EditorProps & { kind: TextKind }) {
    const language = useLanguage();
    const [fault, setFault] = useState<string>();
    const { document } = context;
    const propose = useCallback(
        (text: string, caret: number) => proposeExpression(text, caret, kind, language, document),
        [language, document, kind],
    );
    return (
        <EditorBox
            {...rest}
            language={kind}
            // The place is known only of what the text itself was asked; the flow's check knows more.
            error={fault ?? error}
            propose={propose}
            check={(text) => checkText(text, kind, declaredTypes(document))}
            onFault={setFault}
        >
            <LiveValue flowKey={document.key} text={rest.value} kind={kind} />
        </EditorBox>
    );
}
