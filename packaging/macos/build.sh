#!/bin/bash
# Builds dist/otp-gui-VERSION-macos-ARCHITECTURE.dmg on a Mac of that architecture: freezes, tries the
# frozen build, packs it, signs and notarises where it can.
#
#   packaging/macos/build.sh [PYTHON]
#
# Needs Python 3.11 to 3.13, git and Apple's command line tools. Read from the environment, and done
# without where empty:
#
#   OTP_SIGN_IDENTITY                            the name of a "Developer ID Application" certificate
#   OTP_SIGN_P12_BASE64, OTP_SIGN_P12_PASSWORD   that certificate with its key, if no keychain has it
#   OTP_NOTARY_APPLE_ID, OTP_NOTARY_PASSWORD,    the account at Apple's notary service, with a
#   OTP_NOTARY_TEAM                              password for this app alone
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

python=${1:-python3}
app="dist/OTP GUI.app"
export PIP_DISABLE_PIP_VERSION_CHECK=1

work=$(mktemp -d)
keychain=$work/otp.keychain-db
tidy() {
    if [[ -f $keychain ]]; then
        security delete-keychain "$keychain"
    fi
    rm -rf "$work"
}
trap tidy EXIT

unlock_certificate() {
    local password certificate=$work/certificate.p12
    password=$(uuidgen)
    base64 --decode <<<"$OTP_SIGN_P12_BASE64" >"$certificate"
    security create-keychain -p "$password" "$keychain"
    security set-keychain-settings "$keychain"
    security unlock-keychain -p "$password" "$keychain"
    security import "$certificate" -k "$keychain" -P "${OTP_SIGN_P12_PASSWORD:-}" -T /usr/bin/codesign
    security set-key-partition-list -S apple-tool:,apple: -s -k "$password" "$keychain" >/dev/null
    security list-keychains -d user -s "$keychain" login.keychain-db
    rm "$certificate"
}

freeze() {
    "$python" -m venv --clear build/venv
    build/venv/bin/python -m pip install --quiet --require-hashes \
        --requirement packaging/requirements-build.lock
    build/venv/bin/python -m pip install --quiet --no-deps --no-build-isolation --force-reinstall .
    # The recipe reads OTP_SIGN_IDENTITY: PyInstaller signs each library, then the whole.
    PYTHONSAFEPATH=1 PYTHONPATH=packaging build/venv/bin/python -m freeze
}

pack() {
    local stage=$work/stage
    mkdir "$stage"
    ditto "$app" "$stage/OTP GUI.app"
    ln -s /Applications "$stage/Applications"
    hdiutil create -quiet -ov -volname "OTP GUI" -srcfolder "$stage" -fs HFS+ -format UDZO "$1"
}

notarise() {
    xcrun notarytool submit "$1" --wait --apple-id "$OTP_NOTARY_APPLE_ID" \
        --password "$OTP_NOTARY_PASSWORD" --team-id "$OTP_NOTARY_TEAM"
    xcrun stapler staple "$1"
    spctl --assess --type open --context context:primary-signature --verbose "$1"
}

if [[ -n ${OTP_SIGN_P12_BASE64:-} ]]; then
    unlock_certificate
fi
freeze
plutil -lint "$app/Contents/Info.plist"
codesign --verify --deep --strict "$app"
build/venv/bin/python packaging/smoke.py "$app/Contents/MacOS"

version=$(build/venv/bin/python -c 'from importlib.metadata import version; print(version("otp-gui"))')
image=dist/otp-gui-$version-macos-$(uname -m).dmg
pack "$image"
if [[ -n ${OTP_SIGN_IDENTITY:-} ]]; then
    codesign --sign "$OTP_SIGN_IDENTITY" --timestamp "$image"
else
    echo "No identity: $image is not signed, and macOS will warn of it."
fi
if [[ -n ${OTP_SIGN_IDENTITY:-} && -n ${OTP_NOTARY_APPLE_ID:-} ]]; then
    notarise "$image"
else
    echo "No account: $image is not notarised."
fi
shasum --algorithm 256 "$image"
