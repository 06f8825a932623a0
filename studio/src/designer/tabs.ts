import { useLocation, useSearch } from 'wouter';

const tabs = ['edit', 'test', 'live', 'runs'] as const;
export type Tab = (typeof tabs)[number];

/** `?tab=test` in the address: a link leads there, and a reload comes back. */
export function useTab(): [Tab, (tab: Tab) => void] {
    const search = new URLSearchParams(useSearch());
    const [path, go] = useLocation();
    const named = search.get('tab');
    const tab = tabs.find((one) => one === named) ?? 'edit';
    const set = (next: Tab) => {
        search.delete('tab');
        if (next !== 'edit') {
            search.set('tab', next);
        }
        go(search.size > 0 ? `${path}?${search}` : path, { replace: true });
    };
    return [tab, set];
}
