# Signs programs with signtool where there is a certificate; says so, and does nothing, where there is none.
#
#   packaging\windows\sign.ps1 FILE...
#
# OTP_SIGN_PFX_BASE64 and OTP_SIGN_PFX_PASSWORD hold the certificate and its key, OTP_SIGN_TIMESTAMP_URL
# the address of a time stamping service (RFC 3161), without which a signature ends with its certificate.
param([Parameter(Mandatory, ValueFromRemainingArguments)][string[]]$Files)

Set-StrictMode -Version Latest
$ErrorActionPreference = "Stop"

if (-not $env:OTP_SIGN_PFX_BASE64) {
    Write-Host "No certificate, so not signed: $($Files -join ', ')"
    exit 0
}

$kits = "${env:ProgramFiles(x86)}\Windows Kits\10\bin\*\x64\signtool.exe"
$signtool = Get-Item $kits -ErrorAction SilentlyContinue | Sort-Object FullName | Select-Object -Last 1
if (-not $signtool) { throw "signtool is not installed: it comes with the Windows SDK." }

$certificate = Join-Path ([IO.Path]::GetTempPath()) "$([Guid]::NewGuid()).pfx"
try {
    [IO.File]::WriteAllBytes($certificate, [Convert]::FromBase64String($env:OTP_SIGN_PFX_BASE64))
    $arguments = @("sign", "/fd", "SHA256", "/d", "OTP GUI", "/f", $certificate)
    if ($env:OTP_SIGN_PFX_PASSWORD) { $arguments += @("/p", $env:OTP_SIGN_PFX_PASSWORD) }
    if ($env:OTP_SIGN_TIMESTAMP_URL) { $arguments += @("/tr", $env:OTP_SIGN_TIMESTAMP_URL, "/td", "SHA256") }
    & $signtool.FullName @arguments @Files
    if ($LASTEXITCODE -ne 0) { throw "signtool sign ended with $LASTEXITCODE" }
    & $signtool.FullName verify /pa @Files
    if ($LASTEXITCODE -ne 0) { throw "signtool verify ended with $LASTEXITCODE" }
}
finally {
    Remove-Item $certificate -ErrorAction SilentlyContinue
}
