/** Style sheets are bundled by Vite; to the type checker they are side effects. */
declare module '*.css';
