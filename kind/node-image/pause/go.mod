module rauta.dev/kind/pause

go 1.26.0
