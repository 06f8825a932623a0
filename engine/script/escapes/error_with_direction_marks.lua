-- verdict: runtime_error \xe2\x80\xae
error("\u{202E}nimda", 0)
