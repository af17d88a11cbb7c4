#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# In a bare system with the package installed: what its users do first. Run by packaging/fresh-machine.
set -euo pipefail
concordat --version
concordat definitions check
getent passwd concordat
[ "$(stat -c '%U %a' /var/lib/concordat)" = "concordat 700" ]
folder=$(mktemp -d)
chmod 755 "$folder"
concordat synth "$folder/place" --months 2 --people 20000 --quiet
as_hub() { setpriv --reuid concordat --regid concordat --clear-groups -- "$@"; }
as_hub concordat init --config /etc/concordat/concordat.yaml --partnership "$folder/place/partnership.yaml"
concordat backup key --key "$folder/backup.key"
install -o concordat -m 0644 "$folder/backup.key.pub" /var/lib/concordat/hub.db-keys/backup.pub
as_hub concordat backup --config /etc/concordat/concordat.yaml --out /var/backups/concordat --keys-out /var/backups/concordat-keys
concordat drill --from /var/backups/concordat --keys-from /var/backups/concordat-keys --identity "$folder/backup.key"
apt-get purge -qy concordat
[ -e /var/lib/concordat/hub.db ] || { echo "purging took the hub's data with it" >&2; exit 1; }
echo "the package works on a bare system"
