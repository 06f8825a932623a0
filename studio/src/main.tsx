import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { words } from '@/words';

createRoot(document.getElementById('root')!).render(<StrictMode>{words.shell.title}</StrictMode>);
