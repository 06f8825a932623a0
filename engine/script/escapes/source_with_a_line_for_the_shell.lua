-- verdict: compile_error
#!/bin/sh
return 1
