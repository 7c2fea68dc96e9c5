"""All that is known of languages: data, and a little code where data do not reach."""
