# The README's test command, word for word, with the foreign clients required.
. .ci/interop.env
command=$(grep -m 1 -oE '^cargo test .*$' README.md)
echo "\$ $command"
INTEROP=1 $command
