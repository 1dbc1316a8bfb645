; Windows' installer of the bundle, by Inno Setup 6: iscc /DVersion=1.2.3 resources\bundle\windows.iss
; It was not tried: nobody has had a Windows machine for it yet.

#ifndef Version
#define Version "0.0.0"
#endif
#define Suffixes "jpg jpeg jpe jfif mpo png webp tif tiff bmp dib gif avif heic heif hif jp2 j2k jpx jxl ppm pgm pnm dng nef nrw cr2 cr3 crw arw srf sr2 raf rw2 orf pef srw raw rwl kdc dcr mrw x3f 3fr fff iiq mos erf mef gpr"

[Setup]
AppId=DCE Studio
AppName=DCE Studio
AppVersion={#Version}
AppPublisher=the DCE Studio developers
DefaultDirName={autopf}\DCE Studio
DefaultGroupName=DCE Studio
PrivilegesRequired=lowest
PrivilegesRequiredOverridesAllowed=dialog
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
SourceDir=..\..
OutputDir=dist
OutputBaseFilename=dce-studio-{#Version}-setup
LicenseFile=LICENSE
ChangesAssociations=yes
Compression=lzma2
SolidCompression=yes
UninstallDisplayIcon={app}\DCE Studio.exe

[Files]
Source: "dist\dce-studio\*"; DestDir: "{app}"; Flags: recursesubdirs ignoreversion

[Icons]
Name: "{group}\DCE Studio"; Filename: "{app}\DCE Studio.exe"

[Registry]
; "Open with DCE Studio", beside what opens photos already: nothing is taken over.
Root: HKA; Subkey: "Software\Classes\Applications\DCE Studio.exe"; ValueType: string; ValueName: "FriendlyAppName"; ValueData: "DCE Studio"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\Applications\DCE Studio.exe\shell\open\command"; ValueType: string; ValueData: """{app}\DCE Studio.exe"" ""%1"""
#sub Suffix
Root: HKA; Subkey: "Software\Classes\Applications\DCE Studio.exe\SupportedTypes"; ValueType: string; ValueName: ".{#Word}"; ValueData: ""
Root: HKA; Subkey: "Software\Classes\.{#Word}\OpenWithList\DCE Studio.exe"; Flags: uninsdeletekey
#endsub
#define Rest Suffixes + " "
#define Word
#for {0; Len(Rest) > 1; 0} \
  Word = Copy(Rest, 1, Pos(" ", Rest) - 1), Rest = Copy(Rest, Pos(" ", Rest) + 1), Suffix
