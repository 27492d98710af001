# Builds dist\otp-gui-VERSION-setup.exe: freezes, tries the frozen build, packs it, signs where it can.
#
#   packaging\windows\build.ps1 [-Python python]
#
# Needs 64-bit Python 3.11 to 3.13, git, and NSIS 3.08 or newer. What sign.ps1 reads decides whether
# the two programs, the installer and its uninstaller are signed.
param([string]$Python = "python")

Set-StrictMode -Version Latest
$ErrorActionPreference = "Stop"
$top = (Resolve-Path (Join-Path $PSScriptRoot "..\..")).Path
Set-Location $top
$env:PIP_DISABLE_PIP_VERSION_CHECK = "1"
$sign = Join-Path $PSScriptRoot "sign.ps1"

function Invoke-Checked([string]$Program, [string[]]$Arguments) {
    & $Program @Arguments
    if ($LASTEXITCODE -ne 0) { throw "$Program ended with $LASTEXITCODE" }
}

function Find-Makensis {
    $found = Get-Command makensis -ErrorAction SilentlyContinue
    if ($found) { return $found.Source }
    foreach ($place in @(${env:ProgramFiles(x86)}, $env:ProgramFiles)) {
        $program = Join-Path $place "NSIS\makensis.exe"
        if (Test-Path $program) { return $program }
    }
    throw "NSIS is not installed: makensis was not found."
}

$makensis = Find-Makensis

Invoke-Checked $Python @("-m", "venv", "--clear", "build\venv")
$build = Join-Path $top "build\venv\Scripts\python.exe"
Invoke-Checked $build @(
    "-m", "pip", "install", "--quiet", "--require-hashes", "--requirement", "packaging\requirements-build.lock"
)
Invoke-Checked $build @(
    "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--force-reinstall", "."
)

$env:PYTHONSAFEPATH = "1"
$env:PYTHONPATH = Join-Path $top "packaging"
Invoke-Checked $build @("-m", "freeze")
Remove-Item Env:PYTHONPATH
& $sign "dist\otp-gui\otp-gui.exe" "dist\otp-gui\otp-check.exe"
Invoke-Checked $build @("packaging\smoke.py", "dist\otp-gui")

$version = (& $build -c "from importlib.metadata import version; print(version('otp-gui'))").Trim()
if ($LASTEXITCODE -ne 0) { throw "The version of the project is not known." }
if ($version -notmatch "^\d+\.\d+\.\d+") { throw "$version does not begin with three numbers." }
$setup = Join-Path $top "dist\otp-gui-$version-setup.exe"
Invoke-Checked $makensis @(
    "/V2", "/WX", "/INPUTCHARSET", "UTF8",
    "/DVERSION=$version", "/DNUMBERS=$($Matches[0]).0",
    "/DFROZEN=$top\dist\otp-gui", "/DICON=$top\build\freeze\otp-gui.ico", "/DOUTPUT=$setup",
    # For the uninstaller, which makensis itself makes. It works in the folder of its script.
    "/DSIGN=powershell -NoProfile -ExecutionPolicy Bypass -File sign.ps1",
    "packaging\windows\otp_gui.nsi"
)
& $sign $setup
Write-Host "$setup`: $((Get-Item $setup).Length / 1MB) MiB, SHA-256 $((Get-FileHash $setup -Algorithm SHA256).Hash)"
