#!/bin/sh
# Tries the package in a bare Debian without Python and without a network: as root, with debootstrap.
#
#     sh resources/bundle/try-bare.sh ROOT PACKAGE.deb PHOTOS OUT
#
# ROOT is made where it is missing (1 GB). PHOTOS: any folder; of its photos five are trained on, and each is enhanced,
# so that it should hold HEIC, JPEG XL and camera raw. OUT gets the results and a picture of the window.
set -eu
root=$1 package=$2 photos=$3 out=$4

if [ ! -e "$root/usr/bin/apt-get" ]; then
    debootstrap --variant=minbase bookworm "$root"
    cp /etc/resolv.conf "$root/etc/"
    chroot "$root" apt-get update -qq
    chroot "$root" apt-get install -y -qq --no-install-recommends xvfb xdotool imagemagick procps
fi
if chroot "$root" sh -c 'command -v python3'; then
    echo "There is a Python in $root: remove it first." >&2
    exit 1
fi
cp "$package" "$root/tmp/dce-studio.deb"
chroot "$root" apt-get install -y -qq /tmp/dce-studio.deb
rm "$root/tmp/dce-studio.deb"
rm -rf "$root/trial" && mkdir -p "$root/trial/photos" "$root/trial/out"
cp "$photos"/* "$root/trial/photos/"

cat >"$root/trial/run.sh" <<'END'
set -eu
cd /trial
export HOME=/trial/home LANG=C.UTF-8
mkdir -p $HOME
said() { echo "== $*"; }
said "network: $(sed 1,2d /proc/net/dev | cut -d: -f1 | tr -d '\n'), python: $(command -v python3 || echo none)"
dce-studio --version
sample=/opt/dce-studio/_internal/dce_studio/resources/sample.jpg
for run in first second; do
    begin=$(date +%s.%N)
    dce-studio enhance $sample -o out/sample-$run.png --overwrite
    said "default enhance, $run time: $(echo "$(date +%s.%N) $begin" | awk '{print $1 - $2}') s"
done
dce-studio enhance $sample -o out/paper.png --detail paper --overwrite && said "paper"
for photo in photos/*; do
    dce-studio enhance "$photo" -o "out/$(basename "$photo").png" --overwrite && said "enhanced $photo"
done
dce-studio inspect $sample -o out/inspected --card out/card.png && said "inspect and card"
mkdir -p five && for photo in photos/*.jpg; do [ "$(ls five | wc -l)" = 5 ] || cp "$photo" five/; done
dce-studio train five -o out/run --steps 8 && said "training"
dce-studio train -o out/run --resume --steps 12 && said "training, resumed"
dce-studio train five -o out/exact --steps 2 --precision float32 --size 128 && said "training in float32"
dce-studio enhance $sample -o out/own.png --weights out/run/best.safetensors --overwrite && said "own weights"
Xvfb :77 -screen 0 1400x900x24 >/dev/null 2>&1 &
xvfb=$!
sleep 2
DISPLAY=:77 dce-studio $sample >out/window.log 2>&1 &
window=$!
sleep 25
DISPLAY=:77 import -window root out/window.png
said "window: $(DISPLAY=:77 xdotool search --name 'DCE Studio' getwindowname | head -1)"
kill $window; wait $window 2>/dev/null || true
cat out/window.log
kill $xvfb
END
mount --bind /proc "$root/proc"
mount --bind /dev "$root/dev"
status=0
unshare -n chroot "$root" sh /trial/run.sh || status=$?
umount --lazy "$root/dev" "$root/proc"  # what was ended a moment ago may still hold them
mkdir -p "$out" && cp -R "$root/trial/out/." "$out/"
exit $status
