; The installer for Windows: packs the frozen folder, for one user or for all.
;
;   makensis /INPUTCHARSET UTF8 /DVERSION=1.2.3 /DNUMBERS=1.2.3.0 /DFROZEN=FOLDER /DICON=FILE.ico
;            /DOUTPUT=FILE.exe [/DSIGN=COMMAND] packaging/windows/otp_gui.nsi
;
; FROZEN holds otp-gui.exe, otp-check.exe and _internal. SIGN is a command that signs the file named
; after it; it is started in the folder of this script. What users may give:
;
;   /S             asks nothing; the exit code is 0, or 2 where it was not installed
;   /AllUsers      for every user (an administrator's); /CurrentUser for this one
;   /D=FOLDER      where to, last on the line and without quotes
;
; An older version is replaced in place. A window that is open is asked to close, never killed.

Unicode true
SetCompressor /SOLID lzma
ManifestDPIAware true
ManifestSupportedOS all

!ifndef VERSION | NUMBERS | FROZEN | ICON | OUTPUT
    !error "VERSION, NUMBERS, FROZEN, ICON and OUTPUT are needed: see the top of this file."
!endif

!define NAME "OTP GUI"
!define KEY "Software\OTP GUI"
!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\OTP GUI"
!define APP_PATHS "Software\Microsoft\Windows\CurrentVersion\App Paths"
!define SCHEME "Software\Classes\otp-gui"
!define NOT_INSTALLED 2

!define MULTIUSER_EXECUTIONLEVEL Highest
!define MULTIUSER_MUI
!define MULTIUSER_INSTALLMODE_COMMANDLINE
!define MULTIUSER_INSTALLMODE_DEFAULT_CURRENTUSER
!define MULTIUSER_INSTALLMODE_INSTDIR "${NAME}"
!define MULTIUSER_INSTALLMODE_INSTDIR_REGISTRY_KEY "${KEY}"
!define MULTIUSER_INSTALLMODE_INSTDIR_REGISTRY_VALUENAME "Folder"
!define MULTIUSER_INSTALLMODE_DEFAULT_REGISTRY_KEY "${KEY}"
!define MULTIUSER_INSTALLMODE_DEFAULT_REGISTRY_VALUENAME "Folder"
!define MULTIUSER_INIT_FUNCTIONQUIT RefuseAllUsers
!define MULTIUSER_USE_PROGRAMFILES64

!include "MultiUser.nsh"
!include "MUI2.nsh"
!include "LogicLib.nsh"
!include "FileFunc.nsh"
!include "x64.nsh"

Name "${NAME}"
OutFile "${OUTPUT}"
BrandingText "${NAME} ${VERSION}"
ShowInstDetails nevershow
ShowUninstDetails nevershow

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
!define MUI_LANGDLL_ALLLANGUAGES
!define MUI_LANGDLL_REGISTRY_ROOT "HKCU"
!define MUI_LANGDLL_REGISTRY_KEY "${KEY}"
!define MUI_LANGDLL_REGISTRY_VALUENAME "Installer language"
!define MUI_FINISHPAGE_NOAUTOCLOSE
; An elevated installer would start the program with its own rights: as the user, by the shell.
!define MUI_FINISHPAGE_RUN
!define MUI_FINISHPAGE_RUN_FUNCTION StartAsUser

!insertmacro MULTIUSER_PAGE_INSTALLMODE
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES

; The first one is that of a silent run, and of a system in another language.
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "Russian"
!insertmacro MUI_RESERVEFILE_LANGDLL

VIProductVersion "${NUMBERS}"
VIFileVersion "${NUMBERS}"
!macro VERSION_WORDS LANGUAGE DESCRIPTION
    VIAddVersionKey /LANG=${LANGUAGE} "ProductName" "${NAME}"
    VIAddVersionKey /LANG=${LANGUAGE} "ProductVersion" "${VERSION}"
    VIAddVersionKey /LANG=${LANGUAGE} "FileVersion" "${VERSION}"
    VIAddVersionKey /LANG=${LANGUAGE} "FileDescription" "${DESCRIPTION}"
    VIAddVersionKey /LANG=${LANGUAGE} "CompanyName" "${NAME}"
    VIAddVersionKey /LANG=${LANGUAGE} "LegalCopyright" "MIT licence"
!macroend
!insertmacro VERSION_WORDS ${LANG_ENGLISH} "Installs ${NAME}"
!insertmacro VERSION_WORDS ${LANG_RUSSIAN} "Установка ${NAME}"

LangString STILL_OPEN ${LANG_ENGLISH} "${NAME} is still open, here or in another user's session.$\n$\nClose it, then press Retry. A call that is running is not broken off: its window asks what is to become of it."
LangString STILL_OPEN ${LANG_RUSSIAN} "${NAME} ещё открыта здесь или в сеансе другого пользователя.$\n$\nЗакройте её и нажмите «Повторить». Идущий вызов не прервётся: окно спросит, что с ним делать."
LangString NO_64 ${LANG_ENGLISH} "${NAME} needs a 64-bit Windows 10 or newer."
LangString NO_64 ${LANG_RUSSIAN} "Для ${NAME} нужна 64-разрядная Windows 10 или новее."
LangString NO_ADMINISTRATOR ${LANG_ENGLISH} "Only an administrator can install ${NAME} for all users."
LangString NO_ADMINISTRATOR ${LANG_RUSSIAN} "Установить ${NAME} для всех пользователей может только администратор."
LangString DATA_STAYS ${LANG_ENGLISH} "The history, the settings and the tokens of the users stay. To delete them, too, see the page on installing."
LangString DATA_STAYS ${LANG_RUSSIAN} "История, настройки и токены пользователей остаются. Как удалить и их, сказано на странице об установке."

!ifdef SIGN
    !uninstfinalize '${SIGN} "%1"' = 0
!endif

Var Wanted
Var Tries

Function .onInit
    ; /D=FOLDER is here already, and is forgotten where the mode of the installation is found out.
    StrCpy $Wanted $INSTDIR
    ${IfNot} ${RunningX64}
    ${OrIfNot} ${AtLeastWin10}
        MessageBox MB_OK|MB_ICONSTOP "$(NO_64)" /SD IDOK
        SetErrorLevel ${NOT_INSTALLED}
        Quit
    ${EndIf}
    SetRegView 64
    ${GetParameters} $R0
    ClearErrors
    ${GetOptions} $R0 "/AllUsers" $R1
    ${IfNot} ${Errors}
        UserInfo::GetAccountType
        Pop $R1
        ${If} $R1 != "Admin"
            Call RefuseAllUsers
        ${EndIf}
    ${EndIf}
    !insertmacro MULTIUSER_INIT
    ${If} $Wanted != ""
        StrCpy $INSTDIR $Wanted
    ${EndIf}
    !insertmacro MUI_LANGDLL_DISPLAY
FunctionEnd

Function RefuseAllUsers
    MessageBox MB_OK|MB_ICONSTOP "$(NO_ADMINISTRATOR)" /SD IDOK
    SetErrorLevel ${NOT_INSTALLED}
    Quit
FunctionEnd

Function un.onInit
    SetRegView 64
    !insertmacro MULTIUSER_UNINIT
    !insertmacro MUI_UNGETLANGUAGE
FunctionEnd

; Asks the window of this user to close, then waits until no program of the folder is in use: others'
; windows and consoles cannot be asked. Nothing is ever killed.
!macro CLOSED_FUNCTION PREFIX
Function ${PREFIX}SeeThatItIsClosed
    ask:
    ${If} ${FileExists} "$INSTDIR\otp-gui.exe"
        ; It waits for half a minute: a call may be in flight, and its user is asked about it.
        ExecWait '"$INSTDIR\otp-gui.exe" --quit' $R0
    ${EndIf}
    StrCpy $Tries 0
    look:
    StrCpy $R1 "free"
    !insertmacro NOTE_IF_IN_USE "$INSTDIR\otp-gui.exe"
    !insertmacro NOTE_IF_IN_USE "$INSTDIR\otp-check.exe"
    ${If} $R1 == "free"
        Return
    ${EndIf}
    ; The window is gone, but its process still writes what it has to.
    ${If} $R0 == 0
    ${AndIf} $Tries < 40
        IntOp $Tries $Tries + 1
        Sleep 250
        Goto look
    ${EndIf}
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(STILL_OPEN)" /SD IDCANCEL IDRETRY ask
    SetErrorLevel ${NOT_INSTALLED}
    Quit
FunctionEnd
!macroend

!macro NOTE_IF_IN_USE FILE
    ${If} ${FileExists} "${FILE}"
        ; A program that runs cannot be opened for writing.
        ClearErrors
        FileOpen $R2 "${FILE}" a
        ${If} ${Errors}
            StrCpy $R1 "in use"
        ${Else}
            FileClose $R2
        ${EndIf}
    ${EndIf}
!macroend

!insertmacro CLOSED_FUNCTION ""
!insertmacro CLOSED_FUNCTION "un."

Function StartAsUser
    Exec '"$WINDIR\explorer.exe" "$INSTDIR\otp-gui.exe"'
FunctionEnd

; Only what the installer has put there: the folder may be one that a user has named.
!macro REMOVE_PROGRAM
    Delete "$INSTDIR\otp-gui.exe"
    Delete "$INSTDIR\otp-check.exe"
    RMDir /r "$INSTDIR\_internal"
!macroend

Section "-${NAME}"
    Call SeeThatItIsClosed
    !insertmacro REMOVE_PROGRAM
    SetOutPath "$INSTDIR"
    File "${FROZEN}\otp-gui.exe"
    File "${FROZEN}\otp-check.exe"
    File /r "${FROZEN}\_internal"
    WriteUninstaller "$INSTDIR\uninstall.exe"
    CreateShortCut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\otp-gui.exe"

    WriteRegStr SHCTX "${KEY}" "Folder" "$INSTDIR"
    WriteRegStr SHCTX "${KEY}" "Version" "${VERSION}"
    ; otp-check is found by its name, in Run and by other programs.
    WriteRegStr SHCTX "${APP_PATHS}\otp-gui.exe" "" "$INSTDIR\otp-gui.exe"
    WriteRegStr SHCTX "${APP_PATHS}\otp-check.exe" "" "$INSTDIR\otp-check.exe"
    ; A link fills the form and sends nothing.
    WriteRegStr SHCTX "${SCHEME}" "" "URL:${NAME}"
    WriteRegStr SHCTX "${SCHEME}" "URL Protocol" ""
    WriteRegStr SHCTX "${SCHEME}\DefaultIcon" "" "$INSTDIR\otp-gui.exe,0"
    WriteRegStr SHCTX "${SCHEME}\shell\open\command" "" '"$INSTDIR\otp-gui.exe" "%1"'

    WriteRegStr SHCTX "${UNINSTALL_KEY}" "DisplayName" "${NAME}"
    WriteRegStr SHCTX "${UNINSTALL_KEY}" "DisplayVersion" "${VERSION}"
    WriteRegStr SHCTX "${UNINSTALL_KEY}" "DisplayIcon" "$INSTDIR\otp-gui.exe,0"
    WriteRegStr SHCTX "${UNINSTALL_KEY}" "Publisher" "${NAME}"
    WriteRegStr SHCTX "${UNINSTALL_KEY}" "InstallLocation" "$INSTDIR"
    WriteRegStr SHCTX "${UNINSTALL_KEY}" "UninstallString" '"$INSTDIR\uninstall.exe" /$MultiUser.InstallMode'
    WriteRegStr SHCTX "${UNINSTALL_KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /$MultiUser.InstallMode /S'
    WriteRegDWORD SHCTX "${UNINSTALL_KEY}" "NoModify" 1
    WriteRegDWORD SHCTX "${UNINSTALL_KEY}" "NoRepair" 1
    ${GetSize} "$INSTDIR" "/S=0K" $R0 $R1 $R2
    IntFmt $R0 "0x%08X" $R0
    WriteRegDWORD SHCTX "${UNINSTALL_KEY}" "EstimatedSize" "$R0"

    ${If} $MultiUser.InstallMode == "AllUsers"
        ; By default every user could put files there; what counts for all is an administrator's.
        CreateDirectory "$APPDATA\otp-gui"
        nsExec::Exec '"$SYSDIR\icacls.exe" "$APPDATA\otp-gui" /inheritance:r /grant:r "*S-1-5-18:(OI)(CI)F" "*S-1-5-32-544:(OI)(CI)F" "*S-1-5-32-545:(OI)(CI)RX"'
        Pop $R0
    ${EndIf}
SectionEnd

Section "Uninstall"
    Call un.SeeThatItIsClosed
    !insertmacro REMOVE_PROGRAM
    Delete "$INSTDIR\uninstall.exe"
    ; Only where nothing else lies in there.
    RMDir "$INSTDIR"
    Delete "$SMPROGRAMS\${NAME}.lnk"
    DeleteRegKey SHCTX "${APP_PATHS}\otp-gui.exe"
    DeleteRegKey SHCTX "${APP_PATHS}\otp-check.exe"
    ; Another installation may have taken the links over.
    ReadRegStr $R0 SHCTX "${SCHEME}\shell\open\command" ""
    ${If} $R0 == '"$INSTDIR\otp-gui.exe" "%1"'
        DeleteRegKey SHCTX "${SCHEME}"
    ${EndIf}
    DeleteRegKey SHCTX "${UNINSTALL_KEY}"
    DeleteRegKey SHCTX "${KEY}"
    ${If} $MultiUser.InstallMode == "AllUsers"
        ; The administrator's own files stay; an empty folder does not.
        RMDir "$APPDATA\otp-gui"
    ${EndIf}
    MessageBox MB_OK|MB_ICONINFORMATION "$(DATA_STAYS)" /SD IDOK
SectionEnd
