export { SurveyLabApi } from './credentials/SurveyLabApi.credentials';
export { SurveyLab } from './nodes/SurveyLab/SurveyLab.node';
export * from './nodes/SurveyLab/fields/catalogue';
export * from './nodes/SurveyLab/surveylab/addresses';
export * from './nodes/SurveyLab/surveylab/answers';
export * from './nodes/SurveyLab/surveylab/collectorReference';
export * from './nodes/SurveyLab/surveylab/hosts';
