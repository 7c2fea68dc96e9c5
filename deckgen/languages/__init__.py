"""Everything known about languages: data, and a little code where data is not enough."""
