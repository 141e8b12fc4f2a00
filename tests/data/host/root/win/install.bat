install.bat
