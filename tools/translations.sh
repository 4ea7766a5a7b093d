#!/bin/sh
# Refresh the template and the catalogues from views/; with --check, only say whether they are fresh.
set -eu
bin=$1
check=${2:-}
template=locales/messages.pot
fresh=$(mktemp)
"$bin/pybabel" --quiet extract --no-location --sort-output --omit-header -k gettext -k _ -o "$fresh" views
if [ "$check" = --check ]; then
    if ! cmp -s "$fresh" "$template"; then
        echo "locales/messages.pot 已过期 / is stale: run make translations"
        rm -f "$fresh"
        exit 1
    fi
    rm -f "$fresh"
    exit 0
fi
mv "$fresh" "$template"
for language in zh_Hans en; do
    catalogue=locales/$language/LC_MESSAGES/messages.po
    if [ -f "$catalogue" ]; then
        "$bin/pybabel" --quiet update --omit-header --no-fuzzy-matching --ignore-obsolete -i "$template" -o "$catalogue" -l "$language"
    else
        mkdir -p "locales/$language/LC_MESSAGES"
        "$bin/pybabel" --quiet init -i "$template" -o "$catalogue" -l "$language"
    fi
done
"$bin/pybabel" --quiet compile --domain messages --directory locales
