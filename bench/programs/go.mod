module rauta.dev/bench

go 1.26
