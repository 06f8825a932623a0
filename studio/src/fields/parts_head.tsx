import { Input } from '@mantine/core';

interface Props {
    label?: string;
    required?: boolean;
    description?: string;
    error?: string;
}

/** The heading of a field that has parts. */
export function PartsHead({ label, required, description, error }: Props) {
    if (!label && !description && !error) {
        return null;
    }
    return (
        <div>
            {label && (
                <Input.Label labelElement="div" required={required}>
                    {label}
                </Input.Label>
            )}
            {description && <Input.Description>{description}</Input.Description>}
            {error && <Input.Error>{error}</Input.Error>}
        </div>
    );
}
