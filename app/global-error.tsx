"use client";

import "./globals.css";

/** When even the layout failed there are no languages to choose from: one sentence in each. */
const SENTENCES = [
  ["fr", "Un problème est survenu. Chaque vente est gardée par le serveur.", "Réessayer"],
  ["ar", "وقع خلل. كل بيع محفوظ في الخادم.", "أعد المحاولة"],
  ["en", "Something went wrong. Every sale is kept by the server.", "Try again"],
] as const;

export default function GlobalError({ retry }: { readonly retry: () => void }) {
  return (
    <html lang="fr">
      <body>
        <title>Rasid</title>
        <main className="mx-auto flex min-h-dvh max-w-md flex-col justify-center gap-5 px-6">
          {SENTENCES.map(([lang, sentence, again]) => (
            <p key={lang} lang={lang} dir="auto" className="flex flex-col items-start gap-2">
              {sentence}
              <button type="button" onClick={retry} className="text-accent underline underline-offset-4">
                {again}
              </button>
            </p>
          ))}
        </main>
      </body>
    </html>
  );
}
