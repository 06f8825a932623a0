export interface Selection {
    nodes: ReadonlySet<string>;
    /** A wireId. */
    wire: string | null;
}

export const noSelection: Selection = { nodes: new Set(), wire: null };
