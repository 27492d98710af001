# Builds dist\otp-gui-VERSION-setup.exe: freezes, tries the frozen build, packs it, signs where it can.
#
#   packaging\windows\build.ps1 [-Python python]
#
# Needs Python 3.11 to 3.13 and NSIS 3.08 or newer. Signs with signtool where OTP_SIGN_PFX_BASE64 and
# OTP_SIGN_PFX_PASSWORD hold a certificate; without one the programs and the installer are unsigned.
param([string]$Python = "python")

Set-StrictMode -Version Latest
$ErrorActionPreference = "Stop"
$top = Resolve-Path (Join-Path $PSScriptRoot "..\..")
Set-Location $top
$env:PIP_DISABLE_PIP_VERSION_CHECK = "1"

function Invoke-Checked([string]$Program, [string[]]$Arguments) {
    & $Program @Arguments
    if ($LASTEXITCODE -ne 0) { throw "$Program ended with $LASTEXITCODE" }
}

function Find-Program([string]$Name, [string[]]$Places) {
    $found = Get-Command $Name -ErrorAction SilentlyContinue
    if ($found) { return $found.Source }
    foreach ($place in $Places) {
        $match = Get-Item $place -ErrorAction SilentlyContinue | Sort-Object FullName | Select-Object -Last 1
        if ($match) { return $match.FullName }
    }
    throw "$Name is not installed."
}

function Protect-Files([string[]]$Files) {
    if (-not $env:OTP_SIGN_PFX_BASE64) {
        Write-Host "No certificate: not signed: $($Files -join ', ')"
        return
    }
    $signtool = Find-Program "signtool" @("${env:ProgramFiles(x86)}\Windows Kits\10\bin\*\x64\signtool.exe")
    $certificate = New-TemporaryFile
    try {
        [IO.File]::WriteAllBytes($certificate, [Convert]::FromBase64String($env:OTP_SIGN_PFX_BASE64))
        $arguments = @("sign", "/fd", "SHA256", "/f", $certificate.FullName, "/p", $env:OTP_SIGN_PFX_PASSWORD)
        if ($env:OTP_SIGN_TIMESTAMP_URL) {
            $arguments += @("/tr", $env:OTP_SIGN_TIMESTAMP_URL, "/td", "SHA256")
        }
        Invoke-Checked $signtool ($arguments + @("/d", "OTP GUI") + $Files)
        Invoke-Checked $signtool (@("verify", "/pa") + $Files)
    }
    finally {
        Remove-Item $certificate
    }
}

$makensis = Find-Program "makensis" @("${env:ProgramFiles(x86)}\NSIS\makensis.exe", "$env:ProgramFiles\NSIS\makensis.exe")

Invoke-Checked $Python @("-m", "venv", "--clear", "build\venv")
$build = Join-Path $top "build\venv\Scripts\python.exe"
Invoke-Checked $build @("-m", "pip", "install", "--quiet", "--require-hashes", "--requirement", "packaging\requirements-build.lock")
Invoke-Checked $build @("-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--force-reinstall", ".")

$env:PYTHONSAFEPATH = "1"
$env:PYTHONPATH = "packaging"
Invoke-Checked $build @("-m", "freeze")
Remove-Item Env:PYTHONPATH
Protect-Files @("dist\otp-gui\otp-gui.exe", "dist\otp-gui\otp-check.exe")
Invoke-Checked $build @("packaging\smoke.py", "dist\otp-gui")

$version = & $build -c "from importlib.metadata import version; print(version('otp-gui'))"
if ($LASTEXITCODE -ne 0) { throw "The version is not known." }
# The file that goes into the installer is signed by makensis itself where a command is given.
Invoke-Checked $makensis @(
    "/V2", "/WX", "/INPUTCHARSET", "UTF8",
    "/DVERSION=$version", "/DFROZEN=$top\dist\otp-gui", "/DICON=$top\build\freeze\otp-gui.ico",
    "/DOUTPUT=$top\dist\otp-gui-$version-setup.exe", "packaging\windows\otp_gui.nsi"
)
Protect-Files @("dist\otp-gui-$version-setup.exe")
Get-FileHash "dist\otp-gui-$version-setup.exe" -Algorithm SHA256 | Format-List
