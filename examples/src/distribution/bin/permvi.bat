@echo off
rem Starts permvi with what makes its loops fast, as far as this Java has it: explicit vectors, and regions of the heap so
rem small that a large array begins one of its own.
rem   JAVA_HOME            another Java than that of the path
rem   PERMVI_JAVA_OPTIONS  further options of the virtual machine, such as -Xmx8g
rem   PERMVI_PLAIN=1       none of the above, as java -jar would start it
setlocal
set "java=java"
if defined JAVA_HOME if exist "%JAVA_HOME%\bin\java.exe" set "java=%JAVA_HOME%\bin\java.exe"
"%java%" -version >nul 2>&1
if errorlevel 1 (
  echo permvi: no Java 17 or newer was found as '%java%'; install one or set JAVA_HOME>&2
  exit /b 2
)
set "fast="
if not defined PERMVI_PLAIN (
  call :try "--add-modules=jdk.incubator.vector"
  call :try "-XX:G1HeapRegionSize=1m"
)
"%java%" %PERMVI_JAVA_OPTIONS% %fast% -jar "%~dp0..\lib\permvi.jar" %*
exit /b %errorlevel%

:try
"%java%" %PERMVI_JAVA_OPTIONS% %~1 -version >nul 2>&1
if not errorlevel 1 set "fast=%fast% %~1"
exit /b 0
