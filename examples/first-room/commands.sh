# sh commands.sh: the same by commands. Each profile has a node of its own, which the first command starts.
comice --profile alice room create garden --nickname alice
comice --profile alice room say garden "hello bob"
comice --profile alice room invite garden | comice --profile bob room join --nickname bob

comice --profile bob room say garden "hello alice"
comice --profile alice room tail garden --count 2

comice --profile alice stop
comice --profile bob stop
